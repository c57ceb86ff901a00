"""From text to items: what is written, line by line. Not responsible for what names mean (`holdlang.names`)."""
