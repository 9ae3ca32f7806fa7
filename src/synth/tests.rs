//! A city is what it says.
