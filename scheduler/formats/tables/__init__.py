"""The programme as a table, in CSV or XLSX: one row per placement, for people with a spreadsheet."""

from scheduler.formats.tables.csv_file import read_csv, write_csv
from scheduler.formats.tables.xlsx_file import read_xlsx, write_xlsx

__all__ = ["read_csv", "read_xlsx", "write_csv", "write_xlsx"]
