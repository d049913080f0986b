// SPDX-License-Identifier: Apache-2.0

//! Random commands: no planck is lost or made, and every staker gets back all stake that was not slashed.

use crate::{mock::*, Event, OperatorStatus, Operators, Rate, Stakes};
use frame::testing_prelude::*;
use openledger_primitives::{
    traits::{OperatorInspect, SlashOperator},
    Balance, Shares,
};
use proptest::prelude::*;
use std::collections::BTreeMap;

const ACCOUNTS: [AccountId; 4] = [OLGA, OTTO, DAN, DORA];
/// The possible reporters: one of the accounts, or one without an account.
const REPORTERS: [AccountId; 5] = [OLGA, OTTO, DAN, DORA, RITA];

/// An amount, exact or relative to the present stake.
#[derive(Clone, Copy, Debug)]
enum Amount {
    Exactly(Balance),
    /// Thousandths of the present stake.
    Part(Balance),
}

impl Amount {
    fn of(self, all: Balance) -> Balance {
        match self {
            Self::Exactly(amount) => amount,
            Self::Part(thousandths) => all * thousandths / 1_000,
        }
    }
}

/// Accounts are indices into [`ACCOUNTS`].
#[derive(Clone, Debug)]
enum Command {
    Bond { who: usize, amount: Balance, commission: u32 },
    BondExtra { who: usize, amount: Balance },
    Delegate { who: usize, to: usize, amount: Balance },
    Unbond { who: usize, from: usize, amount: Amount },
    Rebond { who: usize, to: usize, amount: Amount },
    Withdraw { who: usize, from: usize },
    WithdrawFor { who: usize, staker: usize, from: usize },
    SetCommission { who: usize, commission: u32 },
    Chill { who: usize },
    Resume { who: usize },
    Leave { who: usize },
    Advance { eras: u32 },
    SetMinimums { above: Balance },
    SetUnbonding { eras: u32 },
    Slash { operator: usize, part: u32, reporter: usize, reward: u32 },
    ApplySlash { who: usize, operator: usize, staker: usize },
}

fn command() -> impl Strategy<Value = Command> {
    use Command::*;
    let who = 0..ACCOUNTS.len();
    let operator = 0..2usize;
    let amount = prop_oneof![
        1 => 0..=3u128,
        2 => 90..=110u128,
        2 => 990..=1_010u128,
        8 => 100..15_000u128,
        1 => Just(FUNDS),
    ];
    let part = prop_oneof![
        6 => (1..=1_000u128).prop_map(Amount::Part),
        3 => Just(Amount::Part(1_000)),
        2 => amount.clone().prop_map(Amount::Exactly),
    ];
    let commission = 0..=600_000u32;
    prop_oneof![
        2 => (operator.clone(), 990..20_000u128, commission.clone())
            .prop_map(|(who, amount, commission)| Bond { who, amount, commission }),
        4 => (operator.clone(), amount.clone()).prop_map(|(who, amount)| BondExtra { who, amount }),
        12 => (who.clone(), operator.clone(), amount).prop_map(|(who, to, amount)| Delegate { who, to, amount }),
        14 => (who.clone(), operator.clone(), part.clone())
            .prop_map(|(who, from, amount)| Unbond { who, from, amount }),
        9 => (who.clone(), operator.clone(), part).prop_map(|(who, to, amount)| Rebond { who, to, amount }),
        6 => (who.clone(), operator.clone()).prop_map(|(who, from)| Withdraw { who, from }),
        2 => (who.clone(), who.clone(), operator.clone()).prop_map(|(who, staker, from)| WithdrawFor { who, staker, from }),
        4 => (operator.clone(), commission).prop_map(|(who, commission)| SetCommission { who, commission }),
        1 => operator.clone().prop_map(|who| Chill { who }),
        4 => operator.clone().prop_map(|who| Resume { who }),
        1 => operator.clone().prop_map(|who| Leave { who }),
        9 => prop_oneof![3 => 1..4u32, 1 => Just(8)].prop_map(|eras| Advance { eras }),
        1 => prop_oneof![Just(0), 0..500u128].prop_map(|above| SetMinimums { above }),
        1 => (0..12u32).prop_map(|eras| SetUnbonding { eras }),
        5 => (operator.clone(), slashed_part(), 0..REPORTERS.len(), 0..=1_000_000u32)
            .prop_map(|(operator, part, reporter, reward)| Slash { operator, part, reporter, reward }),
        4 => (who.clone(), operator, who).prop_map(|(who, operator, staker)| ApplySlash { who, operator, staker }),
    ]
}

/// Mostly small, sometimes as much as possible, now and then everything.
fn slashed_part() -> impl Strategy<Value = u32> {
    prop_oneof![
        20 => 1..=200_000u32,
        6 => 0..=1_000_000u32,
        1 => Just(999_000),
        1 => Just(999_999),
        1 => Just(1_000_000),
    ]
}

/// The slashes and rewards of each account, by the events alone.
#[derive(Default)]
struct Books {
    taken: BTreeMap<AccountId, Balance>,
    rewards: BTreeMap<AccountId, Balance>,
}

impl Books {
    fn record(&mut self) {
        for event in events() {
            match event {
                Event::SlashApplied { staker, amount, .. } => *self.taken.entry(staker).or_default() += amount,
                Event::Slashed { reporter: Some(reporter), reward, .. } => {
                    *self.rewards.entry(reporter).or_default() += reward;
                }
                _ => (),
            }
        }
    }

    /// The total balance of `who`, on hold or free.
    fn fortune(&self, who: AccountId) -> Balance {
        FUNDS + self.rewards.get(&who).unwrap_or(&0) - self.taken.get(&who).unwrap_or(&0)
    }
}

/// The points of every amount with `operator`, stakes and chunks alike.
fn amounts(operator: AccountId) -> Vec<Shares> {
    let of_one = |stake: crate::Stake| {
        let chunks: Vec<_> = stake.unbonding.iter().map(|chunk| chunk.points).collect();
        std::iter::once(stake.points).chain(chunks)
    };
    Stakes::<Test>::iter_prefix_values(operator).flat_map(of_one).filter(|points| *points > 0).collect()
}

/// Slash, and compare the loss of each amount with the part.
fn run_slash(operator: AccountId, part: u32, reporter: AccountId, reward: u32) -> DispatchResult {
    let before: Rate = Operators::<Test>::get(operator).map_or(Rate::ONE, |operator| operator.rate);
    let points = amounts(operator);
    let (part, reward) = (Permill::from_parts(part), Permill::from_parts(reward));
    let own = held(operator);
    let slashed = <OperatorStaking as SlashOperator<_>>::slash(&operator, part, &reporter, reward)?;
    assert_eq!(amounts(operator), points, "a slash changed points");
    let after = details(operator).rate;
    let (mut sum, million) = (0, 1_000_000);
    for points in &points {
        let (worth, left) = (before.worth(*points), after.worth(*points));
        let (loss, exact) = (worth - left, worth * Balance::from(part.deconstruct()));
        assert!(loss <= exact.div_ceil(million), "lost more than the part");
        // At least the part less a planck; what rounding the rate is worth counts only at rates of nothing.
        let rounding = if after.is_ruined() { points / Rate::ONE.0 + 1 } else { 0 };
        assert!((loss + 1 + rounding) * million >= exact, "lost less than the part");
        assert!((left == 0) == (part == Permill::one() || worth == 0), "a positive amount came to nothing");
        sum += loss;
    }
    assert!(slashed.amount.abs_diff(sum) <= Balance::try_from(points.len()).unwrap());
    assert!(slashed.reward <= reward.mul_floor(own - held(operator)), "more reward than the part of the own loss");
    Ok(())
}

fn run(command: Command) {
    use Command::*;
    let id = |index: usize| ACCOUNTS[index];
    let by = |index: usize| signed(id(index));
    let unchanged = frame::deps::sp_io::storage::root(StateVersion::V1);
    let result = match command.clone() {
        Bond { who, amount, commission } => OperatorStaking::bond(by(who), amount, Permill::from_parts(commission)),
        BondExtra { who, amount } => OperatorStaking::bond_extra(by(who), amount),
        Delegate { who, to, amount } => OperatorStaking::delegate(by(who), id(to), amount),
        Unbond { who, from, amount } => {
            let amount = amount.of(stake(id(from), id(who)).amount);
            OperatorStaking::unbond(by(who), id(from), amount)
        }
        Rebond { who, to, amount } => {
            let amount = amount.of(unbonding(id(to), id(who)));
            OperatorStaking::rebond(by(who), id(to), amount)
        }
        Withdraw { who, from } => OperatorStaking::withdraw_unbonded(by(who), id(from)),
        WithdrawFor { who, staker, from } => OperatorStaking::withdraw_unbonded_for(by(who), id(staker), id(from)),
        SetCommission { who, commission } => OperatorStaking::set_commission(by(who), Permill::from_parts(commission)),
        Chill { who } => OperatorStaking::chill(by(who)),
        Resume { who } => OperatorStaking::resume(by(who)),
        Leave { who } => OperatorStaking::leave(by(who)),
        Advance { eras } => return advance(eras),
        SetMinimums { above } => {
            MinOperatorBond::set(LEAST_BOND + above);
            MinDelegation::set(LEAST_DELEGATION + above);
            return;
        }
        SetUnbonding { eras } => return UnbondingEras::set(eras),
        Slash { operator, part, reporter, reward } => run_slash(id(operator), part, REPORTERS[reporter], reward),
        ApplySlash { who, operator, staker } => OperatorStaking::apply_slash(by(who), id(operator), id(staker)),
    };
    if result.is_err() {
        assert_eq!(frame::deps::sp_io::storage::root(StateVersion::V1), unchanged, "{command:?} failed, but wrote");
    }
}

/// Check the books of all accounts, counted here without the pallet's own check.
fn check(books: &mut Books) {
    OperatorStaking::do_try_state().unwrap();
    books.record();
    assert_eq!(Balances::total_issuance(), ISSUANCE);
    let taken: Balance = books.taken.values().sum();
    let rewards: Balance = books.rewards.values().sum();
    assert_eq!(treasury(), taken - rewards);
    for who in ACCOUNTS {
        let mine = [OLGA, OTTO].map(|operator| stake(operator, who));
        assert_eq!(held(who), mine.iter().map(|stake| stake.held).sum::<Balance>());
        assert_eq!(free(who) + held(who), books.fortune(who));
        for (operator, stake) in [OLGA, OTTO].into_iter().zip(mine) {
            assert_eq!(shares(operator, who), stake.points);
            assert_eq!(stake.held, stake.amount + unbonding(operator, who) + stake.pending_slash);
        }
    }
    for operator in [OLGA, OTTO] {
        // The effective stake is to the planck what earns in the ledger.
        let stake = OperatorStaking::operator(&operator).map_or(0, |info| info.stake);
        let rate = Operators::<Test>::get(operator).map_or(Rate::ONE, |operator| operator.rate);
        assert_eq!(stake, rate.worth(earning(operator)));
    }
}

/// Let every staker leave.
fn leave_all(books: &mut Books) {
    // Room for the last chunk of every staker.
    advance(20);
    let withdraw_all = || {
        for (operator, staker, _) in Stakes::<Test>::iter().collect::<Vec<_>>() {
            // A worthless stake is removed even if nothing is withdrawable.
            if OperatorStaking::withdrawable(operator, staker) > 0 || details(operator).rate.is_zero() {
                assert_ok!(OperatorStaking::withdraw_unbonded_for(signed(STRANGER), staker, operator));
            }
        }
    };
    withdraw_all();
    for (id, operator) in Operators::<Test>::iter().collect::<Vec<_>>() {
        if operator.status != OperatorStatus::Leaving {
            assert_ok!(OperatorStaking::leave(signed(id)));
        }
    }
    for (operator, staker, _) in Stakes::<Test>::iter().collect::<Vec<_>>() {
        let amount = stake(operator, staker).amount;
        if amount > 0 {
            assert_ok!(OperatorStaking::unbond(signed(staker), operator, amount));
        }
    }
    advance(20);
    withdraw_all();
    check(books);
    assert_eq!((Operators::<Test>::iter().count(), Stakes::<Test>::iter().count()), (0, 0));
    for who in ACCOUNTS {
        assert_eq!((held(who), free(who)), (0, books.fortune(who)));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn random_commands_should_keep_every_planck_accounted_for(
        commands in proptest::collection::vec(command(), 1..120),
    ) {
        let operators = vec![(OLGA, 5_000, TEN), (OTTO, LEAST_BOND, TEN)];
        ext_with(operators).execute_with(|| {
            let mut books = Books::default();
            for command in commands {
                run(command);
                check(&mut books);
            }
            leave_all(&mut books);
        });
    }
}
