//! Lit tests, run by datatest-stable.
