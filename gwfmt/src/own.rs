//! [`Own`]: the same value without a borrow.

use std::borrow::Cow;

use crate::names::{BasePath, ErrorType, EventType, Method};

/// A value that may borrow from a line.
pub trait Own {
    /// The same without a borrow.
    type Owned: 'static;

    /// Copies what is borrowed.
    fn own(self) -> Self::Owned;
}

impl Own for Cow<'_, str> {
    type Owned = Cow<'static, str>;

    fn own(self) -> <Self as Own>::Owned {
        Cow::Owned(self.into_owned())
    }
}

impl<T: Own> Own for Option<T> {
    type Owned = Option<T::Owned>;

    fn own(self) -> <Self as Own>::Owned {
        self.map(T::own)
    }
}

macro_rules! own_names {
    ($($name:ident)+) => {$(
        impl Own for $name<'_> {
            type Owned = $name<'static>;

            fn own(self) -> <Self as Own>::Owned {
                self.into_owned()
            }
        }
    )+};
}
own_names!(Method EventType ErrorType BasePath);
