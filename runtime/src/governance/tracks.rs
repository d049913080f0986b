// SPDX-License-Identifier: Apache-2.0

//! The tracks on which referenda are decided.
//!
//! *Support* is the part of all OPEN that can vote (the treasury's can't) which votes aye, whatever the conviction;
//! *approval* is the part of ayes in all votes, weighed by conviction. Both thresholds fall while a referendum is decided,
//! approval never below one half: what many want passes early, what few ask for has to wait until everybody could object.
//!
//! The more a track can do to others, the higher its deposit and its last support threshold, and the fewer referenda it
//! decides at once: a voter has to be able to follow them all. Deposits of cancelled referenda are returned, of killed
//! ones lost. The ids group tracks by kind and leave room.

use super::{
    clock::{day, hours_to_blocks, HOURS_A_DAY},
    origins::Origin,
};
use crate::{Balance, BlockNumber, OriginCaller, RuntimeOrigin};
use alloc::borrow::Cow;
use openledger_primitives::OPEN;
use polkadot_sdk::{
    frame_system,
    pallet_referenda::{Curve, Track, TrackInfo, TracksInfo},
    sp_arithmetic::FixedI64,
    sp_runtime::str_array,
};

/// Id of a track.
pub type TrackId = u16;

/// The tracks' ids.
pub mod id {
    use super::TrackId;

    /// Everything.
    pub const ROOT: TrackId = 0;
    /// What the technical committee has whitelisted.
    pub const WHITELISTED_CALLER: TrackId = 1;
    /// The fee split.
    pub const FEE_SPLIT_ADMIN: TrackId = 10;
    /// Terms of staking, and collators.
    pub const STAKING_ADMIN: TrackId = 11;
    /// Deposits and other terms.
    pub const REGISTRAR: TrackId = 12;
    /// Disputes.
    pub const ARBITER: TrackId = 13;
    /// Stopping referenda.
    pub const REFERENDUM_CANCELLER: TrackId = 20;
    /// Stopping referenda and taking their deposits.
    pub const REFERENDUM_KILLER: TrackId = 21;
    /// Spending a little.
    pub const SMALL_SPENDER: TrackId = 30;
    /// Spending more.
    pub const MEDIUM_SPENDER: TrackId = 31;
    /// Spending much.
    pub const BIG_SPENDER: TrackId = 32;
}

/// What a spender may have the treasury pay at once, in planck. All that is beyond is root's.
pub mod spend {
    use super::*;

    /// By the small spender: a hundred-thousandth of the supply.
    pub const SMALL: Balance = 10_000 * OPEN;
    /// By the medium spender.
    pub const MEDIUM: Balance = 100_000 * OPEN;
    /// By the big spender: a thousandth of the supply.
    pub const BIG: Balance = 1_000_000 * OPEN;
}

/// A track; periods in hours of governance.
struct Terms {
    id: TrackId,
    name: &'static str,
    max_deciding: u32,
    decision_deposit: Balance,
    prepare: u32,
    decision: u32,
    confirm: u32,
    enactment: u32,
    approval: Curve,
    support: Curve,
}

const fn percent(part: u128) -> FixedI64 {
    FixedI64::from_rational(part, 100)
}

const fn permille(part: u128) -> FixedI64 {
    FixedI64::from_rational(part, 1_000)
}

/// Thresholds as the tracks below use them: `make_reciprocal(a, b, level, floor, ceiling)` falls from the ceiling to the
/// floor and is at the level after `a` of `b` parts of the decision period; `make_linear(a, b, floor, ceiling)` is at the
/// floor after `a` of `b` parts.
static TRACKS: [Terms; 11] = [
    // Can do everything, an upgrade of the runtime among it. One at a time, four weeks. A twentieth of all OPEN has to
    // want it even at the end, when a rush of a few could otherwise carry it, and four fifths of the votes if it is to
    // pass within days.
    Terms {
        id: id::ROOT,
        name: "root",
        max_deciding: 1,
        decision_deposit: 100_000 * OPEN,
        prepare: 2,
        decision: 28 * HOURS_A_DAY,
        confirm: HOURS_A_DAY,
        enactment: HOURS_A_DAY,
        approval: Curve::make_reciprocal(4, 28, percent(80), percent(50), percent(100)),
        support: Curve::make_linear(28, 28, percent(5), percent(50)),
    },
    // For what can not wait: two thirds of the technical committee vouch for the call, so preparation, confirmation and
    // enactment are short, but a fifth of all OPEN is asked for in the first day and a twentieth at the end.
    Terms {
        id: id::WHITELISTED_CALLER,
        name: "whitelisted_caller",
        max_deciding: 20,
        decision_deposit: 10_000 * OPEN,
        prepare: 1,
        decision: 28 * HOURS_A_DAY,
        confirm: 1,
        enactment: 1,
        approval: Curve::make_reciprocal(16, 28 * 24, percent(96), percent(50), percent(100)),
        support: Curve::make_reciprocal(1, 28, percent(20), percent(5), percent(50)),
    },
    // Moves income between all roles at once, within the constitution. One at a time, since one change is decided on the
    // ground of the one before. Preparation gives payers and operators a day to look at the simulation, confirmation two
    // days to object; what is enacted takes effect with the next era and leaves old vouchers their grace.
    Terms {
        id: id::FEE_SPLIT_ADMIN,
        name: "fee_split_admin",
        max_deciding: 1,
        decision_deposit: 10_000 * OPEN,
        prepare: HOURS_A_DAY,
        decision: 14 * HOURS_A_DAY,
        confirm: 2 * HOURS_A_DAY,
        enactment: HOURS_A_DAY,
        approval: Curve::make_reciprocal(4, 14, percent(70), percent(50), percent(100)),
        support: Curve::make_reciprocal(7, 14, percent(10), percent(2), percent(50)),
    },
    // Changes what operators and delegators agreed to, though never what already unbonds, and who collates.
    Terms {
        id: id::STAKING_ADMIN,
        name: "staking_admin",
        max_deciding: 5,
        decision_deposit: 5_000 * OPEN,
        prepare: 2,
        decision: 14 * HOURS_A_DAY,
        confirm: HOURS_A_DAY,
        enactment: HOURS_A_DAY,
        approval: Curve::make_linear(10, 14, percent(50), percent(100)),
        support: Curve::make_reciprocal(7, 14, percent(10), percent(1), percent(50)),
    },
    // Sets prices of storage and terms of offers and channels, which act on what is created later: thresholds as the
    // staking admin's.
    Terms {
        id: id::REGISTRAR,
        name: "registrar",
        max_deciding: 5,
        decision_deposit: 5_000 * OPEN,
        prepare: 2,
        decision: 14 * HOURS_A_DAY,
        confirm: HOURS_A_DAY,
        enactment: HOURS_A_DAY,
        approval: Curve::make_linear(10, 14, percent(50), percent(100)),
        support: Curve::make_reciprocal(7, 14, percent(10), percent(1), percent(50)),
    },
    // Decides single cases, many of them at once and soon: somebody waits for the verdict. Few will look at each, so
    // little support is asked for; approval starts at 100 % like elsewhere.
    Terms {
        id: id::ARBITER,
        name: "arbiter",
        max_deciding: 25,
        decision_deposit: 500 * OPEN,
        prepare: 1,
        decision: 7 * HOURS_A_DAY,
        confirm: 12,
        enactment: 1,
        approval: Curve::make_linear(5, 7, percent(50), percent(100)),
        support: Curve::make_reciprocal(2, 7, percent(3), permille(2), percent(25)),
    },
    // Protects against bad referenda, so it has to be faster than they are; it takes nothing from anybody.
    Terms {
        id: id::REFERENDUM_CANCELLER,
        name: "referendum_canceller",
        max_deciding: 20,
        decision_deposit: 10_000 * OPEN,
        prepare: 2,
        decision: 7 * HOURS_A_DAY,
        confirm: 3,
        enactment: 1,
        approval: Curve::make_linear(5, 7, percent(50), percent(100)),
        support: Curve::make_reciprocal(2, 7, percent(5), percent(1), percent(50)),
    },
    // As fast, but it takes deposits: more is put down for it and more support is asked for.
    Terms {
        id: id::REFERENDUM_KILLER,
        name: "referendum_killer",
        max_deciding: 20,
        decision_deposit: 50_000 * OPEN,
        prepare: 2,
        decision: 7 * HOURS_A_DAY,
        confirm: 3,
        enactment: 1,
        approval: Curve::make_reciprocal(2, 7, percent(80), percent(50), percent(100)),
        support: Curve::make_reciprocal(2, 7, percent(10), percent(2), percent(50)),
    },
    // What is spent is gone, so the larger the sum the longer the decision and its confirmation, in which holders notice
    // and object. The deposit is a hundredth of what may be spent, or less: a reason not to ask for fun, no obstacle.
    Terms {
        id: id::SMALL_SPENDER,
        name: "small_spender",
        max_deciding: 50,
        decision_deposit: 100 * OPEN,
        prepare: 4,
        decision: 14 * HOURS_A_DAY,
        confirm: HOURS_A_DAY,
        enactment: HOURS_A_DAY,
        approval: Curve::make_linear(4, 14, percent(50), percent(100)),
        support: Curve::make_reciprocal(4, 14, percent(1), permille(1), percent(50)),
    },
    Terms {
        id: id::MEDIUM_SPENDER,
        name: "medium_spender",
        max_deciding: 50,
        decision_deposit: 500 * OPEN,
        prepare: 4,
        decision: 28 * HOURS_A_DAY,
        confirm: 4 * HOURS_A_DAY,
        enactment: HOURS_A_DAY,
        approval: Curve::make_linear(23, 28, percent(50), percent(100)),
        support: Curve::make_reciprocal(16, 28, percent(1), permille(5), percent(50)),
    },
    Terms {
        id: id::BIG_SPENDER,
        name: "big_spender",
        max_deciding: 20,
        decision_deposit: 2_000 * OPEN,
        prepare: 4,
        decision: 28 * HOURS_A_DAY,
        confirm: 7 * HOURS_A_DAY,
        enactment: HOURS_A_DAY,
        approval: Curve::make_linear(28, 28, percent(50), percent(100)),
        support: Curve::make_reciprocal(20, 28, percent(2), percent(1), percent(50)),
    },
];

impl Terms {
    /// The track where a day of governance has `day` blocks.
    fn info(&self, day: BlockNumber) -> TrackInfo<Balance, BlockNumber> {
        TrackInfo {
            name: str_array(self.name),
            max_deciding: self.max_deciding,
            decision_deposit: self.decision_deposit,
            prepare_period: hours_to_blocks(self.prepare, day),
            decision_period: hours_to_blocks(self.decision, day),
            confirm_period: hours_to_blocks(self.confirm, day),
            min_enactment_period: hours_to_blocks(self.enactment, day),
            min_approval: self.approval.clone(),
            min_support: self.support.clone(),
        }
    }
}

/// The tracks.
pub struct Tracks;

impl TracksInfo<Balance, BlockNumber> for Tracks {
    type Id = TrackId;
    type RuntimeOrigin = <RuntimeOrigin as polkadot_sdk::frame_support::traits::OriginTrait>::PalletsOrigin;

    fn tracks() -> impl Iterator<Item = Cow<'static, Track<TrackId, Balance, BlockNumber>>> {
        let day = day();
        TRACKS.iter().map(move |terms| Cow::Owned(Track { id: terms.id, info: terms.info(day) }))
    }

    fn track_for(origin: &Self::RuntimeOrigin) -> Result<TrackId, ()> {
        match origin {
            OriginCaller::system(frame_system::RawOrigin::Root) => Ok(id::ROOT),
            OriginCaller::Origins(origin) => Ok(match origin {
                Origin::WhitelistedCaller => id::WHITELISTED_CALLER,
                Origin::FeeSplitAdmin => id::FEE_SPLIT_ADMIN,
                Origin::StakingAdmin => id::STAKING_ADMIN,
                Origin::Registrar => id::REGISTRAR,
                Origin::Arbiter => id::ARBITER,
                Origin::ReferendumCanceller => id::REFERENDUM_CANCELLER,
                Origin::ReferendumKiller => id::REFERENDUM_KILLER,
                Origin::SmallSpender => id::SMALL_SPENDER,
                Origin::MediumSpender => id::MEDIUM_SPENDER,
                Origin::BigSpender => id::BIG_SPENDER,
            }),
            _ => Err(()),
        }
    }

    // The length of a day is not asked for where only ids are: votes look at them often.
    fn track_ids() -> impl Iterator<Item = TrackId> {
        TRACKS.iter().map(|terms| terms.id)
    }

    fn info(id: TrackId) -> Option<Cow<'static, TrackInfo<Balance, BlockNumber>>> {
        TRACKS.iter().find(|terms| terms.id == id).map(|terms| Cow::Owned(terms.info(day())))
    }
}
