// random.rs of a Rust SDK, after the line of origin: the same in every one.

export const RANDOM_RS = `//! Randomness of the standard library: the seed that it gives every hash map.

use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher, Hasher};

pub fn bits() -> u64 {
    RandomState::new().build_hasher().finish()
}

/// Between 0.5 and 1.
pub fn factor() -> f64 {
    0.5 + (bits() >> 11) as f64 / (1u64 << 53) as f64 / 2.0
}

/// Version 4, as RFC 9562 writes it.
pub fn uuid() -> String {
    let (high, low) = (bits(), bits());
    format!(
        "{:08x}-{:04x}-4{:03x}-{:04x}-{:012x}",
        high >> 32,
        high >> 16 & 0xffff,
        high & 0xfff,
        low >> 48 & 0x3fff | 0x8000,
        low & 0xffff_ffff_ffff
    )
}
`;
