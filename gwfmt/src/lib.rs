//! Typed records of access logs will live here. Nothing is exported yet.
