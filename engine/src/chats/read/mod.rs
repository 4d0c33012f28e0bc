//! A conversation file, read strictly: every key that is not known and every value of another type is told,
//! with its line, in one run.

mod act;
mod expect;
mod head;
mod plain;
mod step;
