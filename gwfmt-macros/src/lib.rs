//! The procedural macros of `gwfmt` will live here. Nothing is exported yet.
