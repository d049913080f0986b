// SPDX-License-Identifier: Apache-2.0

//! The commands of the machine, honest and hostile.

use super::{super::support::*, AGENTS, MODELS, OPERATORS, PAYERS, SIGNER};
use openledger_primitives::{Balance, Era, ModelId};
use proptest::prelude::*;

#[derive(Clone, Copy, Debug)]
pub(super) enum Forgery {
    /// None: as it was signed.
    Honest,
    /// The amount was raised after signing.
    Raised,
    /// The operator signed it itself.
    SelfSigned,
    /// The number was changed to that of the channel that is open now.
    Renumbered,
    /// It is submitted as an agent's, or an agent's as the payer's.
    Relabeled,
    /// It is submitted under a later authorization.
    Reauthorized,
}

/// What is submitted as the operator's signature.
#[derive(Clone, Copy, Debug)]
pub(super) enum Acceptance {
    Absent,
    Raw,
    Wrapped,
    /// That of the account that owns the bond.
    OfOperator,
    /// The operator's, of the same voucher with another claim.
    OfAnotherClaim,
    /// The payer's.
    OfPayer,
    /// The operator's, of a voucher that is for a planck less.
    OfAnother,
    /// The operator's, of the same voucher under another key.
    OfAnotherKey,
}

/// What the operator claims of a voucher.
#[derive(Clone, Copy, Debug)]
pub(super) enum Claiming {
    /// All of it, without saying so.
    All,
    /// So many hundredths of the amount and the units.
    Part(u64),
    /// More units than were signed, and this much more than the amount.
    More(Balance),
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Kind {
    Higher,
    Lower,
    Fewer,
}

#[derive(Clone, Debug)]
pub(super) enum Command {
    Open {
        payer: u64,
        operator: u64,
        amount: Balance,
    },
    TopUp {
        payer: u64,
        operator: u64,
        amount: Balance,
    },
    RequestClose {
        payer: u64,
        operator: u64,
    },
    Close {
        who: u64,
        payer: u64,
        operator: u64,
    },
    Authorize {
        payer: u64,
        operator: u64,
        agent: u64,
        cap: Balance,
        ahead: Era,
        models: usize,
    },
    Revoke {
        payer: u64,
        operator: u64,
        agent: u64,
    },
    Remove {
        payer: u64,
        operator: u64,
        agent: u64,
    },
    /// `more` above the highest voucher signed so far, or lower than it by as much, or higher but of few units.
    Sign {
        payer: u64,
        operator: u64,
        agent: Option<u64>,
        model: ModelId,
        more: Balance,
        kind: Kind,
        ahead: Era,
    },
    /// Vouchers by their place among all that were signed, counted from the latest, submitted by `who`.
    Settle {
        who: u64,
        picks: Vec<(usize, Forgery, Claiming, Acceptance)>,
    },
    Pay {
        payer: u64,
        operator: u64,
        calls: u64,
    },
    SetCoverage {
        operator: u64,
        coverage: Balance,
    },
    Eras(Era),
}

pub(super) fn command() -> impl Strategy<Value = Command> {
    use proptest::sample::select;
    use Command::*;
    // Most of it between the same two, so that much happens in one channel.
    let payer = || prop_oneof![6 => Just(ALICE), 1 => select(&PAYERS[..])];
    let operator = || prop_oneof![6 => Just(OPERATOR), 1 => select(&OPERATORS[..])];
    let agent = || prop_oneof![3 => Just(AGENT), 1 => select(&AGENTS[..])];
    let signer = || prop_oneof![3 => Just(None), 2 => agent().prop_map(Some)];
    let kind = prop_oneof![12 => Just(Kind::Higher), 2 => Just(Kind::Lower), 1 => Just(Kind::Fewer)];
    let forgery = prop_oneof![
        20 => Just(Forgery::Honest),
        1 => Just(Forgery::Raised),
        1 => Just(Forgery::SelfSigned),
        1 => Just(Forgery::Renumbered),
        1 => Just(Forgery::Relabeled),
        1 => Just(Forgery::Reauthorized),
    ];
    let claiming = prop_oneof![
        6 => Just(Claiming::All),
        4 => (0..=100u64).prop_map(Claiming::Part),
        1 => (0..2u128).prop_map(Claiming::More),
    ];
    let acceptance = prop_oneof![
        4 => Just(Acceptance::Absent),
        5 => Just(Acceptance::Raw),
        2 => Just(Acceptance::Wrapped),
        1 => Just(Acceptance::OfPayer),
        1 => Just(Acceptance::OfOperator),
        1 => Just(Acceptance::OfAnotherClaim),
        1 => Just(Acceptance::OfAnother),
        1 => Just(Acceptance::OfAnotherKey),
    ];
    // Operators and the signer of one, who need no acceptance of their own vouchers, payers and a stranger.
    let relayer = prop_oneof![
        3 => Just(OPERATOR), 1 => Just(OTHER_OPERATOR), 1 => Just(ALICE), 1 => Just(SIGNER), 3 => Just(RELAYER),
    ];
    prop_oneof![
        4 => (payer(), operator(), 0..400u128).prop_map(|(payer, operator, amount)| Open { payer, operator, amount }),
        4 => (payer(), operator(), 0..300u128).prop_map(|(payer, operator, amount)| TopUp { payer, operator, amount }),
        1 => (payer(), operator()).prop_map(|(payer, operator)| RequestClose { payer, operator }),
        1 => (select(&[ALICE, BOB, OPERATOR, OTHER_OPERATOR][..]), payer(), operator())
            .prop_map(|(who, payer, operator)| Close { who, payer, operator }),
        5 => (payer(), operator(), agent(), 0..200u128, 0..8u32, 0..3usize).prop_map(
            |(payer, operator, agent, cap, ahead, models)| Authorize { payer, operator, agent, cap, ahead, models },
        ),
        2 => (payer(), operator(), agent()).prop_map(|(payer, operator, agent)| Revoke { payer, operator, agent }),
        1 => (payer(), operator(), agent()).prop_map(|(payer, operator, agent)| Remove { payer, operator, agent }),
        16 => (payer(), operator(), signer(), select(&MODELS[..]), 1..120u128, kind, 0..16u32).prop_map(
            |(payer, operator, agent, model, more, kind, ahead)| {
                Sign { payer, operator, agent, model, more, kind, ahead }
            },
        ),
        12 => (relayer, proptest::collection::vec((0..12usize, forgery, claiming, acceptance), 1..8))
            .prop_map(|(who, picks)| Settle { who, picks }),
        2 => (payer(), operator(), 0..60u64).prop_map(|(payer, operator, calls)| Pay { payer, operator, calls }),
        1 => (operator(), 0..1_000u128).prop_map(|(operator, coverage)| SetCoverage { operator, coverage }),
        2 => prop_oneof![8 => 1..3u32, 1 => 3..20u32].prop_map(Eras),
    ]
}
