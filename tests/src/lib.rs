//! Simulation, end-to-end tests, tidy checks and benchmarks.
