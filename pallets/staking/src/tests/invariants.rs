// SPDX-License-Identifier: Apache-2.0

//! Random commands: nothing is lost, nothing is made, and everybody gets everything back.

use crate::{mock::*, OperatorStatus, Operators, Stakes};
use frame::testing_prelude::*;
use openledger_primitives::{traits::OperatorInspect, Balance};
use proptest::prelude::*;

const ACCOUNTS: [AccountId; 4] = [OLGA, OTTO, DAN, DORA];

/// How much, where what there is matters more than the figure.
#[derive(Clone, Copy, Debug)]
enum Amount {
    Exactly(Balance),
    /// So many thousandths of what there is.
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
        2 => (who.clone(), who, operator.clone()).prop_map(|(who, staker, from)| WithdrawFor { who, staker, from }),
        4 => (operator.clone(), commission).prop_map(|(who, commission)| SetCommission { who, commission }),
        1 => operator.clone().prop_map(|who| Chill { who }),
        4 => operator.clone().prop_map(|who| Resume { who }),
        1 => operator.prop_map(|who| Leave { who }),
        9 => prop_oneof![3 => 1..4u32, 1 => Just(8)].prop_map(|eras| Advance { eras }),
        1 => prop_oneof![Just(0), 0..500u128].prop_map(|above| SetMinimums { above }),
        1 => (0..12u32).prop_map(|eras| SetUnbonding { eras }),
    ]
}

fn run(command: Command) {
    use Command::*;
    let id = |index: usize| ACCOUNTS[index];
    let by = |index: usize| signed(id(index));
    let unchanged = frame::deps::sp_io::storage::root(StateVersion::V1);
    let result = match command.clone() {
        Bond { who, amount, commission } => Staking::bond(by(who), amount, Permill::from_parts(commission)),
        BondExtra { who, amount } => Staking::bond_extra(by(who), amount),
        Delegate { who, to, amount } => Staking::delegate(by(who), id(to), amount),
        Unbond { who, from, amount } => {
            let amount = amount.of(stake(id(from), id(who)).amount);
            Staking::unbond(by(who), id(from), amount)
        }
        Rebond { who, to, amount } => {
            let amount = amount.of(stake(id(to), id(who)).total_unbonding().unwrap());
            Staking::rebond(by(who), id(to), amount)
        }
        Withdraw { who, from } => Staking::withdraw_unbonded(by(who), id(from)),
        WithdrawFor { who, staker, from } => Staking::withdraw_unbonded_for(by(who), id(staker), id(from)),
        SetCommission { who, commission } => Staking::set_commission(by(who), Permill::from_parts(commission)),
        Chill { who } => Staking::chill(by(who)),
        Resume { who } => Staking::resume(by(who)),
        Leave { who } => Staking::leave(by(who)),
        Advance { eras } => return advance(eras),
        SetMinimums { above } => {
            MinOperatorBond::set(LEAST_BOND + above);
            MinDelegation::set(LEAST_DELEGATION + above);
            return;
        }
        SetUnbonding { eras } => return UnbondingEras::set(eras),
    };
    if result.is_err() {
        assert_eq!(frame::deps::sp_io::storage::root(StateVersion::V1), unchanged, "{command:?} failed, but wrote");
    }
}

/// What holds at any time, counted here without the pallet's own check.
fn check() {
    Staking::do_try_state().unwrap();
    assert_eq!(Balances::total_issuance(), 5 * FUNDS + ED);
    for who in ACCOUNTS {
        let mine = [OLGA, OTTO].map(|operator| stake(operator, who));
        let sum: Balance = mine.iter().map(|stake| stake.amount + stake.total_unbonding().unwrap()).sum();
        assert_eq!(held(who), sum);
        assert_eq!(free(who) + held(who), FUNDS);
        for (operator, stake) in [OLGA, OTTO].into_iter().zip(mine) {
            assert_eq!(shares(operator, who), stake.amount);
        }
    }
    for operator in [OLGA, OTTO] {
        // The effective stake is to the planck what earns in the ledger.
        let stake = Staking::operator(&operator).map_or(0, |info| info.stake);
        assert_eq!(stake, Ledger::earning(operator));
    }
}

/// Everybody goes.
fn leave_all() {
    // Room for the last chunk of everybody.
    advance(20);
    let withdraw_all = || {
        for (operator, staker, _) in Stakes::<Test>::iter().collect::<Vec<_>>() {
            if Staking::withdrawable(operator, staker) > 0 {
                assert_ok!(Staking::withdraw_unbonded_for(signed(STRANGER), staker, operator));
            }
        }
    };
    withdraw_all();
    for (id, operator) in Operators::<Test>::iter().collect::<Vec<_>>() {
        if operator.status != OperatorStatus::Leaving {
            assert_ok!(Staking::leave(signed(id)));
        }
    }
    for (operator, staker, stake) in Stakes::<Test>::iter().collect::<Vec<_>>() {
        if stake.amount > 0 {
            assert_ok!(Staking::unbond(signed(staker), operator, stake.amount));
        }
    }
    advance(20);
    withdraw_all();
    check();
    assert_eq!((Operators::<Test>::iter().count(), Stakes::<Test>::iter().count()), (0, 0));
    for who in ACCOUNTS {
        assert_eq!((held(who), free(who)), (0, FUNDS));
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
            for command in commands {
                run(command);
                check();
            }
            leave_all();
        });
    }
}
