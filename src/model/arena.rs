//! Arenas: values enter, ids leave, and an id always finds its value, because nothing is ever taken out. An id is never
//! zero inside, so that an absent one takes no room of its own: nodes of a model hold many that are absent.

use std::{
    marker::PhantomData,
    ops::{Index, IndexMut},
};

/// An id of an arena.
pub trait Id: Copy {
    /// From a position.
    fn from_index(index: usize) -> Self;
    /// To a position.
    fn index(self) -> usize;
}

/// Declares an id type.
macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(std::num::NonZeroU32);

        impl $name {
            const fn at(index: u32) -> Self {
                Self(std::num::NonZeroU32::MIN.saturating_add(index))
            }
        }

        impl $crate::model::arena::Id for $name {
            #[inline]
            fn from_index(index: usize) -> Self {
                Self::at(index as u32)
            }

            #[inline]
            fn index(self) -> usize {
                self.0.get() as usize - 1
            }
        }
    };
}
pub(crate) use id;

/// Values by id. Ids made by one arena must not be used with a shorter one.
#[derive(Clone, Debug)]
pub struct Arena<I, T> {
    values: Vec<T>,
    id: PhantomData<I>,
}

impl<I, T> Default for Arena<I, T> {
    fn default() -> Self {
        Self { values: Vec::new(), id: PhantomData }
    }
}

impl<I: Id, T> Arena<I, T> {
    /// An arena with `length` times the same value, for ids of another arena of that length.
    pub fn filled(value: T, length: usize) -> Self
    where
        T: Clone,
    {
        Self { values: vec![value; length], id: PhantomData }
    }

    /// An empty arena with room.
    pub fn with_capacity(length: usize) -> Self {
        Self { values: Vec::with_capacity(length), id: PhantomData }
    }

    /// Adds a value.
    #[inline]
    pub fn push(&mut self, value: T) -> I {
        self.values.push(value);
        I::from_index(self.values.len() - 1)
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.values.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// All ids, in order.
    pub fn ids(&self) -> impl DoubleEndedIterator<Item = I> + use<I, T> {
        (0..self.values.len()).map(I::from_index)
    }

    /// All values, in order.
    pub fn iter(&self) -> impl Iterator<Item = (I, &T)> {
        self.values.iter().enumerate().map(|(index, value)| (I::from_index(index), value))
    }

    /// Makes room for ids of another arena that has grown.
    pub fn grow(&mut self, length: usize, value: T)
    where
        T: Clone,
    {
        if self.values.len() < length {
            self.values.resize(length, value);
        }
    }
}

#[expect(clippy::indexing_slicing, reason = "ids are made by `push` alone and values are never removed")]
impl<I: Id, T> Index<I> for Arena<I, T> {
    type Output = T;

    #[inline]
    fn index(&self, id: I) -> &T {
        &self.values[id.index()]
    }
}

#[expect(clippy::indexing_slicing, reason = "ids are made by `push` alone and values are never removed")]
impl<I: Id, T> IndexMut<I> for Arena<I, T> {
    #[inline]
    fn index_mut(&mut self, id: I) -> &mut T {
        &mut self.values[id.index()]
    }
}
