"use strict";
// Fills in the browser's own zone where a form asks for it. Without this script it is typed, or chosen from the list.
const field = document.querySelector("input[data-zone]");
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
if (field && zone && !field.value) field.value = zone;
