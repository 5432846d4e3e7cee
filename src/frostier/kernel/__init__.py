"""Words that every room uses: text in two languages, money, periods, the calendar, reasons, errors."""
