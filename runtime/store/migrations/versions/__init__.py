"""The revisions of the tables, each a file. One that was released is never edited: a change is a further one."""
