// SPDX-License-Identifier: Apache-2.0

//! Random sequences of calls and payments, by a crowd that takes what it gets and an owner who changes the policy. The
//! invariants hold, no era costs more than its policies let it, and every planck is somewhere.

use crate::{
    mock::{Sponsorship, *},
    *,
};
use frame::{
    testing_prelude::*,
    traits::fungible::{BalancedHold, Inspect, InspectHold},
};
use openledger_primitives::{Balance, Era};
use proptest::prelude::*;
use std::collections::BTreeMap;

#[derive(Clone, Debug)]
enum Command {
    Fund(Balance),
    Withdraw(Balance),
    WithdrawAll,
    Policy(Option<Policy>),
    Fee {
        who: AccountId,
        fee: Balance,
        used: Balance,
        newcomer: bool,
    },
    Deposit {
        who: AccountId,
        amount: Balance,
    },
    /// A deposit comes back, whole or after a penalty.
    Release {
        penalty: Balance,
    },
    Forget(AccountId),
    Eras(Era),
}

fn policies() -> impl Strategy<Value = Policy> {
    (any::<bool>(), 0..200u128, 0..400u128, 0..1_500u128, any::<bool>()).prop_map(
        |(everyone, fees, deposits, total, welcome)| {
            let beneficiaries = if everyone { Beneficiaries::Everyone } else { Beneficiaries::Listed };
            Policy { beneficiaries, fees, deposits, total, welcome }
        },
    )
}

fn command() -> impl Strategy<Value = Command> {
    let who = || NEWCOMER..NEWCOMER + 6;
    prop_oneof![
        2 => (0..3_000u128).prop_map(Command::Fund),
        1 => (0..3_000u128).prop_map(Command::Withdraw),
        1 => Just(Command::WithdrawAll),
        3 => prop::option::weighted(0.8, policies()).prop_map(Command::Policy),
        8 => (who(), 0..120u128, 0..120u128, any::<bool>()).prop_map(|(who, fee, used, newcomer)| Command::Fee {
            who,
            fee,
            used: used.min(fee),
            newcomer,
        }),
        6 => (who(), 1..200u128).prop_map(|(who, amount)| Command::Deposit { who, amount }),
        4 => (0..50u128).prop_map(|penalty| Command::Release { penalty }),
        2 => who().prop_map(Command::Forget),
        3 => (1..3u32).prop_map(Command::Eras),
    ]
}

/// What tests know from outside.
#[derive(Default)]
struct Model {
    /// The fees that were burned, and the penalties.
    burned: Balance,
    /// The deposits on hold.
    deposits: Vec<Balance>,
    /// The fees and gifts, and the new deposits, of each account in this era.
    used: BTreeMap<AccountId, (Balance, Balance)>,
    /// The largest limits of this era: fees, deposits, total.
    most: [Balance; 3],
    /// The policies that were in force in this era and began from nothing: each of them has the whole total.
    began: Balance,
}

impl Model {
    fn begin_era(&mut self) {
        self.used.clear();
        self.most = [0; 3];
        self.began = Sponsorships::<Test>::contains_key(DATANET).into();
        self.raise();
    }

    fn raise(&mut self) {
        let Some(crate::Sponsorship { policy, .. }) = Sponsorships::<Test>::get(DATANET) else { return };
        for (most, now) in self.most.iter_mut().zip([policy.fees, policy.deposits, policy.total]) {
            *most = now.max(*most);
        }
    }

    fn is_within(&self) -> bool {
        let [fees, deposits, total] = self.most;
        let sum: Balance = self.used.values().map(|used| used.0 + used.1).sum();
        sum <= total * self.began && self.used.values().all(|used| used.0 <= fees && used.1 <= deposits)
    }

    fn run(&mut self, command: Command) {
        let listed_only = Sponsorships::<Test>::get(DATANET)
            .is_some_and(|sponsorship| sponsorship.policy.beneficiaries == Beneficiaries::Listed);
        match command {
            Command::Fund(amount) => drop(Sponsorship::fund(signed(PATRON), DATANET, amount)),
            Command::Withdraw(amount) => drop(Sponsorship::withdraw(signed(OWNER), DATANET, amount)),
            Command::WithdrawAll => {
                let free = Sponsorship::budget(DATANET).unwrap().free;
                let result = Sponsorship::withdraw(signed(OWNER), DATANET, free);
                assert_eq!(result.is_ok(), free > 0);
            }
            Command::Policy(policy) => {
                let began = policy.is_some() && !Sponsorships::<Test>::contains_key(DATANET);
                if Sponsorship::set_policy(signed(OWNER), DATANET, policy).is_ok() && began {
                    self.began += 1;
                }
                self.raise();
            }
            Command::Fee { who, fee, used, newcomer } => {
                let newcomer = newcomer && !System::account_exists(&who);
                let new = usage(who).is_none();
                if pay_fee(who, fee, used, newcomer) {
                    assert!(!listed_only);
                    self.burned += used;
                    let entry = self.used.entry(who).or_default();
                    entry.0 += used + if newcomer { ED } else { 0 };
                    entry.1 += if new { RECORD } else { 0 };
                }
            }
            Command::Deposit { who, amount } => {
                let new = usage(who).is_none();
                if pay_deposit(who, amount) {
                    assert!(!listed_only);
                    self.deposits.push(amount);
                    self.used.entry(who).or_default().1 += amount + if new { RECORD } else { 0 };
                }
            }
            Command::Release { penalty } => {
                let Some(amount) = self.deposits.pop() else { return };
                let penalty = penalty.min(amount);
                let reason = deposits::HoldReason::Contribution.into();
                let (credit, missing) = <Balances as BalancedHold<_>>::slash(&reason, &budget(), penalty);
                assert_eq!(missing, 0);
                drop(credit);
                self.burned += penalty;
                release_deposit(amount - penalty);
            }
            Command::Forget(who) => drop(Sponsorship::forget(signed(PATRON), DATANET, who)),
            Command::Eras(eras) => {
                pass_eras(eras);
                self.begin_era();
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn any_sequence_should_keep_the_limits_and_every_planck(commands in prop::collection::vec(command(), 1..120)) {
        new_test_ext().execute_with(|| {
            let issued = Balances::total_issuance();
            let mut model = Model::default();
            for command in commands {
                model.run(command.clone());
                if let Err(error) = Sponsorship::do_try_state() {
                    panic!("{command:?}: {error:?}");
                }
                assert!(model.is_within(), "{command:?}: {:?} {:?}", model.used, model.most);
                assert_eq!(Balances::total_issuance(), issued - model.burned, "{command:?}");
                let on_hold = Balances::balance_on_hold(&deposits::HoldReason::Contribution.into(), &budget());
                assert_eq!(on_hold, model.deposits.iter().sum::<Balance>());
            }
            // Nothing is ever stuck: the policy ends, deposits come back, records are forgotten, and the owner has all.
            while !model.deposits.is_empty() {
                model.run(Command::Release { penalty: 0 });
            }
            pass_eras(1);
            for (datanet, who, _) in Usages::<Test>::iter().collect::<Vec<_>>() {
                assert_ok!(Sponsorship::forget(signed(PATRON), datanet, who));
            }
            if Sponsorships::<Test>::contains_key(DATANET) {
                assert_ok!(Sponsorship::set_policy(signed(OWNER), DATANET, None));
            }
            model.run(Command::WithdrawAll);
            assert_eq!(Balances::total_balance(&budget()), 0);
        });
    }
}
