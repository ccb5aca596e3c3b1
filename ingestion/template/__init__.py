"""The workbook that an office fills: printed from the forms, with last year's figures beside.

What it prints is reference data (`forms`, `form_items`, `form_columns`) and the catalogue; nothing
in it is newer than Excel 2010 and WPS of that time.
"""
