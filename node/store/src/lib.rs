//! The signed logs on disk: append-only segments and the index over them.
