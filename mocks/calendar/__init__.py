"""The calendar service: Google Calendar's object model."""
