//! Conversations that go on by themselves when the visitor says nothing: the moment is in the store, and one task
//! waits for the first of them.

mod worker;

pub(crate) use worker::work;
