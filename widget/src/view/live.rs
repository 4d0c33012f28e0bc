//! The one kind of signal of the views.

use std::cell::RefCell;
use std::rc::Rc;

use super::effect::Readers;

/// A value that tells its readers when it changed.
pub struct Live<T>(Rc<(RefCell<T>, Readers)>);

impl<T> Clone for Live<T> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<T> Live<T> {
    /// Holds `value`.
    pub fn new(value: T) -> Self {
        Self(Rc::new((RefCell::new(value), Readers::default())))
    }

    /// Reads it, and reads again when it changes.
    pub fn with<R>(&self, read: impl FnOnce(&T) -> R) -> R {
        self.0.1.note();
        read(&self.0.0.borrow())
    }

    /// Reads it once.
    pub(crate) fn peek<R>(&self, read: impl FnOnce(&T) -> R) -> R {
        read(&self.0.0.borrow())
    }

    /// Puts `value`, which is known to be another, in its place.
    pub(crate) fn put(&self, value: T) {
        self.0.0.replace(value);
        self.0.1.tell();
    }

    /// Puts `value` in its place; an equal one changes nothing.
    pub fn set(&self, value: T)
    where
        T: PartialEq,
    {
        if *self.0.0.borrow() != value {
            self.put(value);
        }
    }
}
