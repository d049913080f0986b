// SPDX-License-Identifier: Apache-2.0

//! Random commands: no planck is lost or made, and every staker gets back all stake that was not slashed.

mod lots;

use crate::{mock::*, Event, OperatorStatus, Operators, Rate, Stakes};
use frame::testing_prelude::*;
use openledger_primitives::{
    traits::{Offense, OperatorInspect, SlashOperator, Slashed},
    Balance, Era,
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
    Bond {
        who: usize,
        amount: Balance,
        commission: u32,
    },
    BondExtra {
        who: usize,
        amount: Balance,
    },
    Delegate {
        who: usize,
        to: usize,
        amount: Balance,
    },
    Unbond {
        who: usize,
        from: usize,
        amount: Amount,
    },
    Rebond {
        who: usize,
        to: usize,
        amount: Amount,
    },
    Withdraw {
        who: usize,
        from: usize,
    },
    WithdrawFor {
        who: usize,
        staker: usize,
        from: usize,
    },
    SetCommission {
        who: usize,
        commission: u32,
    },
    Chill {
        who: usize,
    },
    Resume {
        who: usize,
    },
    Leave {
        who: usize,
    },
    Advance {
        eras: u32,
    },
    SetMinimums {
        above: Balance,
    },
    SetUnbonding {
        eras: u32,
    },
    /// For an offense so many eras ago, sparing what was slashed in so many eras.
    Slash {
        operator: usize,
        part: u32,
        reporter: usize,
        reward: u32,
        ago: u32,
        window: u32,
    },
    UnbondFor {
        who: usize,
        operator: usize,
        staker: usize,
    },
    SetSigner {
        who: usize,
        signer: usize,
    },
    ApplySlash {
        who: usize,
        operator: usize,
        staker: usize,
    },
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
        5 => (operator.clone(), slashed_part(), 0..REPORTERS.len(), 0..=1_000_000u32, 0..WINDOW, prop_oneof![Just(0), Just(WINDOW)])
            .prop_map(|(operator, part, reporter, reward, ago, window)| {
                Slash { operator, part, reporter, reward, ago, window }
            }),
        2 => (who.clone(), operator.clone(), who.clone())
            .prop_map(|(who, operator, staker)| UnbondFor { who, operator, staker }),
        1 => (operator.clone(), who.clone()).prop_map(|(who, signer)| SetSigner { who, signer }),
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

/// Every amount with `operator`, and its worth.
fn amounts(operator: AccountId) -> Vec<(crate::Amount, Balance)> {
    let cohorts = cohorts(operator);
    let all = Stakes::<Test>::iter_prefix_values(operator).flat_map(|stake| stake.amounts);
    all.map(|amount| (amount, cohorts.worth(&amount))).collect()
}

/// Slash, and compare the loss of each amount with the part.
fn run_slash(operator: AccountId, offense: Offense, reporter: AccountId) -> DispatchResult {
    let (before, own, now) = (amounts(operator), held(operator), CurrentEra::get());
    let spared = |era: Era| {
        let slashed = cohorts(operator).of(era).unwrap().slashed;
        era > offense.era || slashed.is_some_and(|slashed| now < slashed + offense.window)
    };
    // Without any stake of its own, the operator has covered nothing that can be reported.
    let gone = !Stakes::<Test>::contains_key(operator, operator);
    let spared: Vec<bool> = before.iter().map(|(amount, _)| gone || spared(amount.joined)).collect();
    let slashed = <OperatorStaking as SlashOperator<_>>::slash(&operator, offense, &reporter)?;
    let after = amounts(operator);
    let (mut sum, million, part) = (0, 1_000_000, Balance::from(offense.part.deconstruct()));
    for (((amount, worth), (same, left)), spared) in before.iter().zip(&after).zip(spared) {
        assert_eq!(amount, same, "a slash changed points");
        let (loss, exact) = (worth - left, if spared { 0 } else { worth * part });
        assert!(loss <= exact.div_ceil(million), "lost more than the part");
        // At least the part less a planck; what rounding the rate is worth counts only at rates of nothing.
        let rounding = if details(operator).rate.is_ruined() { amount.points / Rate::ONE.0 + 1 } else { 0 };
        assert!((loss + 1 + rounding) * million >= exact, "lost less than the part");
        assert!((*left == 0) == ((part == million && !spared) || *worth == 0), "a positive amount came to nothing");
        sum += loss;
    }
    assert!(slashed.amount.abs_diff(sum) <= Balance::try_from(before.len()).unwrap());
    let loss = own - held(operator);
    assert!(slashed.reward <= offense.reward.mul_floor(slashed.amount), "more reward than the part of the loss");
    assert!(slashed.reward <= loss / 2, "more reward than half of the own loss");
    if slashed != Slashed::default() {
        assert!(!details(operator).active, "a slash chills");
    }
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
        Slash { operator, part, reporter, reward, ago, window } => {
            let era = CurrentEra::get().saturating_sub(ago);
            let (part, reward) = (Permill::from_parts(part), Permill::from_parts(reward));
            run_slash(id(operator), Offense { era, window, part, reward }, REPORTERS[reporter])
        }
        UnbondFor { who, operator, staker } => OperatorStaking::unbond_for(by(who), id(operator), id(staker)),
        SetSigner { who, signer } => OperatorStaking::set_signer(by(who), id(signer)),
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
            assert_eq!(shares(operator, who), stake.shares);
            assert_eq!(stake.held, stake.amount + unbonding(operator, who) + stake.pending_slash);
        }
    }
    for operator in [OLGA, OTTO].into_iter().filter(|operator| Operators::<Test>::contains_key(operator)) {
        let details = details(operator);
        // Sums are exact to less than a planck for each amount.
        let staked: Balance = Stakes::<Test>::iter_key_prefix(operator).map(|who| stake(operator, who).amount).sum();
        let count = Balance::try_from(amounts(operator).len()).unwrap();
        assert!((details.total..=details.total + count).contains(&staked));
        let counted = OperatorStaking::operator(&operator).unwrap().stake;
        assert!(counted <= details.active_stake && counted <= details.own * Balance::from(1 + RATIO));
        assert_eq!(counted, details.counted_stake);
    }
}

/// Let every staker leave.
fn leave_all(books: &mut Books) {
    let withdraw_all = || {
        for (operator, staker, _) in Stakes::<Test>::iter().collect::<Vec<_>>() {
            // A worthless stake is removed even if nothing is withdrawable.
            let worthless = stake(operator, staker).amount == 0 && unbonding(operator, staker) == 0;
            if OperatorStaking::withdrawable(operator, staker) > 0 || worthless {
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
    for own in [true, false] {
        for (operator, staker, _) in Stakes::<Test>::iter().collect::<Vec<_>>() {
            let amount = stake(operator, staker).amount;
            if amount > 0 && own == (operator == staker) {
                // Nobody can hold out with an operator that is gone.
                assert_ok!(if own {
                    OperatorStaking::unbond(signed(operator), operator, amount)
                } else {
                    OperatorStaking::unbond_for(signed(STRANGER), operator, staker)
                });
            }
        }
    }
    advance(40);
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
