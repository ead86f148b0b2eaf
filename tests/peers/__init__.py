"""The peers that tests meet for real: the application, PostgreSQL, a browser, LibreOffice."""
