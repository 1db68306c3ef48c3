//! Readings → formats. Only here is a format promised.
