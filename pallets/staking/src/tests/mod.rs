// SPDX-License-Identifier: Apache-2.0

#![allow(
    clippy::arithmetic_side_effects,
    clippy::as_conversions,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used
)]

mod apply_slash;
mod bond;
mod commission;
mod delegate;
mod genesis;
mod inspect;
mod lifecycle;
mod machine;
mod rate;
mod rebond;
mod signer;
mod slash;
mod slash_cost;
mod slash_dodging;
mod try_state;
mod unbond;
mod unbond_for;
mod window;
mod withdraw;
