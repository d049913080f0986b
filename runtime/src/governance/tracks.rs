// SPDX-License-Identifier: Apache-2.0

//! The tracks on which referenda are decided.
//!
//! *Support* is the share of all eligible OPEN that votes aye, whatever the conviction. OPEN of the treasury is not
//! eligible. *Approval* is the share of ayes in all votes, weighted by conviction. Both thresholds fall while a
//! referendum is decided; approval never falls below one half. A popular referendum passes early, an unpopular one only
//! after everyone had time to object.
//!
//! The more a track can do to others, the higher its deposit and its last support threshold. Such a track also decides
//! fewer referenda at once, so that voters can follow them all. Deposits of canceled referenda are returned, those of
//! killed ones are lost. The ids group tracks by kind and leave room.

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
};

/// Id of a track.
pub type TrackId = u16;

/// Length of a track's name, as `pallet_referenda` stores it.
const NAME_LENGTH: usize = 25;

/// The ids of the tracks.
pub mod id {
    use super::TrackId;

    /// Everything.
    pub const ROOT: TrackId = 0;
    /// Calls that the technical committee has whitelisted.
    pub const WHITELISTED_CALLER: TrackId = 1;
    /// The fee split.
    pub const FEE_SPLIT_ADMIN: TrackId = 10;
    /// Terms of staking, and collators.
    pub const STAKING_ADMIN: TrackId = 11;
    /// Deposits, the rejection penalty, and other terms.
    pub const REGISTRAR: TrackId = 12;
    /// The panel of disputes, and cases.
    pub const ARBITER: TrackId = 13;
    /// Canceling referenda; deposits are returned.
    pub const REFERENDUM_CANCELLER: TrackId = 20;
    /// Killing referenda; deposits are lost.
    pub const REFERENDUM_KILLER: TrackId = 21;
    /// Spending up to [`spend::SMALL`](super::spend::SMALL).
    pub const SMALL_SPENDER: TrackId = 30;
    /// Spending up to [`spend::MEDIUM`](super::spend::MEDIUM).
    pub const MEDIUM_SPENDER: TrackId = 31;
    /// Spending up to [`spend::BIG`](super::spend::BIG).
    pub const BIG_SPENDER: TrackId = 32;
}

/// The most that a spender can have the treasury pay at once, in planck. Only root can spend more.
pub mod spend {
    use super::*;

    /// Limit of the small spender: a hundred-thousandth of the supply.
    pub const SMALL: Balance = 10_000 * OPEN;
    /// Limit of the medium spender: a ten-thousandth of the supply.
    pub const MEDIUM: Balance = 100_000 * OPEN;
    /// Limit of the big spender: a thousandth of the supply.
    pub const BIG: Balance = 1_000_000 * OPEN;
}

/// A track; periods in hours of governance.
struct Terms {
    id: TrackId,
    name: [u8; NAME_LENGTH],
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

/// `name` padded to the length that all tracks have in storage and metadata.
///
/// The padding is tabs. The SDK pads with NULs, which wallets and the Polkadot application show as boxes. Spaces would
/// be split into words by the application, which then shows `undefined` for each. It trims tabs, and HTML collapses
/// them.
const fn padded(name: &str) -> [u8; NAME_LENGTH] {
    let mut padded = [b'\t'; NAME_LENGTH];
    // Panics at compile time if the name is too long: all names are in a static.
    padded.split_at_mut(name.len()).0.copy_from_slice(name.as_bytes());
    padded
}

/// The tracks.
///
/// `make_reciprocal(a, b, level, floor, ceiling)` falls from the ceiling to the floor and reaches the level after `a`
/// of `b` parts of the decision period. `make_linear(a, b, floor, ceiling)` reaches the floor after `a` of `b` parts.
static TRACKS: [Terms; 11] = [
    // Can do everything, including runtime upgrades. One at a time, four weeks. Even at the end, a twentieth of all
    // OPEN must vote aye, so that a few cannot rush a change through. To pass within days it needs four fifths of the
    // votes.
    Terms {
        id: id::ROOT,
        name: padded("root"),
        max_deciding: 1,
        decision_deposit: 100_000 * OPEN,
        prepare: 2,
        decision: 28 * HOURS_A_DAY,
        confirm: HOURS_A_DAY,
        enactment: HOURS_A_DAY,
        approval: Curve::make_reciprocal(4, 28, percent(80), percent(50), percent(100)),
        support: Curve::make_linear(28, 28, percent(5), percent(50)),
    },
    // For urgent calls. Two thirds of the technical committee vouch for the call, so preparation, confirmation and
    // enactment are short. It still needs a fifth of all OPEN in the first day and a twentieth at the end.
    Terms {
        id: id::WHITELISTED_CALLER,
        name: padded("whitelisted_caller"),
        max_deciding: 20,
        decision_deposit: 10_000 * OPEN,
        prepare: 1,
        decision: 28 * HOURS_A_DAY,
        confirm: 1,
        enactment: 1,
        approval: Curve::make_reciprocal(16, 28 * 24, percent(96), percent(50), percent(100)),
        support: Curve::make_reciprocal(1, 28, percent(20), percent(5), percent(50)),
    },
    // Moves income between all roles at once, within the constitution. One at a time, since each change builds on the
    // one before. Payers and operators have a day of preparation to check the simulation, and two days of confirmation
    // to object. The new split takes effect in the next era; vouchers signed under the old one have a grace period.
    Terms {
        id: id::FEE_SPLIT_ADMIN,
        name: padded("fee_split_admin"),
        max_deciding: 1,
        decision_deposit: 10_000 * OPEN,
        prepare: HOURS_A_DAY,
        decision: 14 * HOURS_A_DAY,
        confirm: 2 * HOURS_A_DAY,
        enactment: HOURS_A_DAY,
        approval: Curve::make_reciprocal(4, 14, percent(70), percent(50), percent(100)),
        support: Curve::make_reciprocal(7, 14, percent(10), percent(2), percent(50)),
    },
    // Changes terms that operators and delegators agreed to, with notice and in steps, and never for stake that
    // already unbonds; and collators.
    Terms {
        id: id::STAKING_ADMIN,
        name: padded("staking_admin"),
        max_deciding: 5,
        decision_deposit: 5_000 * OPEN,
        prepare: 2,
        decision: 14 * HOURS_A_DAY,
        confirm: HOURS_A_DAY,
        enactment: HOURS_A_DAY,
        approval: Curve::make_linear(10, 14, percent(50), percent(100)),
        support: Curve::make_reciprocal(7, 14, percent(10), percent(1), percent(50)),
    },
    // Sets prices of storage, the rejection penalty, and terms of offers and channels, which only apply to new ones.
    // Thresholds as for the staking admin.
    Terms {
        id: id::REGISTRAR,
        name: padded("registrar"),
        max_deciding: 5,
        decision_deposit: 5_000 * OPEN,
        prepare: 2,
        decision: 14 * HOURS_A_DAY,
        confirm: HOURS_A_DAY,
        enactment: HOURS_A_DAY,
        approval: Curve::make_linear(10, 14, percent(50), percent(100)),
        support: Curve::make_reciprocal(7, 14, percent(10), percent(1), percent(50)),
    },
    // Decides cases about somebody's data, models or office, and elects who decides the small ones. Many at once, and
    // faster than the time for an appeal: a ruling that comes too late is none. What a case can move is one datanet's
    // shares, one model or one bond, so it needs as much support as a canceller and a small deposit.
    Terms {
        id: id::ARBITER,
        name: padded("arbiter"),
        max_deciding: 25,
        decision_deposit: 500 * OPEN,
        prepare: 1,
        decision: 7 * HOURS_A_DAY,
        confirm: 12,
        enactment: 1,
        approval: Curve::make_linear(5, 7, percent(50), percent(100)),
        support: Curve::make_reciprocal(2, 7, percent(5), percent(1), percent(50)),
    },
    // Protects against bad referenda, so it has to be faster than they are. All deposits are returned.
    Terms {
        id: id::REFERENDUM_CANCELLER,
        name: padded("referendum_canceller"),
        max_deciding: 20,
        decision_deposit: 10_000 * OPEN,
        prepare: 2,
        decision: 7 * HOURS_A_DAY,
        confirm: 3,
        enactment: 1,
        approval: Curve::make_linear(5, 7, percent(50), percent(100)),
        support: Curve::make_reciprocal(2, 7, percent(5), percent(1), percent(50)),
    },
    // As fast, but the submitter loses its deposits, so it needs a higher deposit and more support.
    Terms {
        id: id::REFERENDUM_KILLER,
        name: padded("referendum_killer"),
        max_deciding: 20,
        decision_deposit: 50_000 * OPEN,
        prepare: 2,
        decision: 7 * HOURS_A_DAY,
        confirm: 3,
        enactment: 1,
        approval: Curve::make_reciprocal(2, 7, percent(80), percent(50), percent(100)),
        support: Curve::make_reciprocal(2, 7, percent(10), percent(2), percent(50)),
    },
    // Spends cannot be undone. The larger the sum, the longer holders have to notice and object, in decision and
    // confirmation. The deposit is a hundredth of the limit or less: it deters jokes and is no obstacle.
    Terms {
        id: id::SMALL_SPENDER,
        name: padded("small_spender"),
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
        name: padded("medium_spender"),
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
        name: padded("big_spender"),
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
    /// The track if a day of governance has `day` relay blocks.
    fn info(&self, day: BlockNumber) -> TrackInfo<Balance, BlockNumber> {
        TrackInfo {
            name: self.name,
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
                Origin::ReferendumCanceller => id::REFERENDUM_CANCELLER,
                Origin::ReferendumKiller => id::REFERENDUM_KILLER,
                Origin::SmallSpender => id::SMALL_SPENDER,
                Origin::MediumSpender => id::MEDIUM_SPENDER,
                Origin::BigSpender => id::BIG_SPENDER,
                Origin::Arbiter => id::ARBITER,
            }),
            _ => Err(()),
        }
    }

    // Votes ask for the ids often, so this does not read the length of a day.
    fn track_ids() -> impl Iterator<Item = TrackId> {
        TRACKS.iter().map(|terms| terms.id)
    }

    fn info(id: TrackId) -> Option<Cow<'static, TrackInfo<Balance, BlockNumber>>> {
        TRACKS.iter().find(|terms| terms.id == id).map(|terms| Cow::Owned(terms.info(day())))
    }
}
