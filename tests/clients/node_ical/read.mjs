// Prints what node-ical reads of a calendar file: one object per event, instants as seconds since 1970.
import ical from "node-ical";

const seconds = (date) => Math.floor(date.getTime() / 1000);
const read = ical.sync.parseFile(process.argv[2]);
const events = Object.values(read)
  .filter((component) => component.type === "VEVENT")
  .map((event) => ({
    uid: event.uid,
    starts: seconds(event.start),
    ends: seconds(event.end),
    status: event.status,
    summary: event.summary,
  }));
process.stdout.write(JSON.stringify(events));
