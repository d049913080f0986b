// SPDX-License-Identifier: Apache-2.0

//! Against a naive model that keeps every staker's every lot apart and slashes them one by one: late joiners, unbonding
//! lots, several convictions in a window, an operator without an own bond.

use crate::{mock::*, Stakes};
use frame::{testing_prelude::*, traits::fungible::Mutate};
use openledger_primitives::{
    traits::{Offense, SlashOperator},
    Balance, Era,
};
use proptest::prelude::*;

/// Each staker has so much, so that roundings are nothing beside the amounts.
const RICHES: Balance = 1_000_000_000_000;
/// Amounts of the model are in millionths of a planck.
const PLANCK: Balance = 1_000_000;
/// Each command rounds each amount by less than a planck.
const ROUNDINGS: Balance = 1_000;
const STAKERS: [AccountId; 4] = [OLGA, DAN, DORA, STRANGER];

#[derive(Clone, Copy, Debug)]
struct Lot {
    staker: AccountId,
    joined: Era,
    unlock_era: Option<Era>,
    worth: Balance,
    slashed: Option<Era>,
}

#[derive(Default)]
struct Model {
    lots: Vec<Lot>,
}

impl Model {
    fn join(&mut self, staker: AccountId, amount: Balance) {
        let now = CurrentEra::get();
        // Stake that joins after a slash of the same era backs nothing in it, and counts as that of the next.
        let is_late = self.lots.iter().any(|lot| lot.joined > now || (lot.joined == now && lot.slashed.is_some()));
        let joined = if is_late { now + 1 } else { now };
        self.lots.push(Lot { staker, joined, unlock_era: None, worth: amount * PLANCK, slashed: None });
    }

    /// Take planck from the lots of a staker in the order of the sort key, the highest first, and give them another era
    /// of release. `whole` takes what roundings have left as well.
    fn move_lots(
        &mut self,
        staker: AccountId,
        from: impl Fn(&Lot) -> bool,
        to: Option<Era>,
        amount: Balance,
        whole: bool,
    ) {
        let mut missing = amount * PLANCK;
        self.lots.sort_by_key(|lot| (lot.unlock_era, lot.joined));
        let mut moved = vec![];
        for lot in self.lots.iter_mut().rev().filter(|lot| lot.staker == staker && from(lot)) {
            let taken = if whole { lot.worth } else { lot.worth.min(missing) };
            lot.worth -= taken;
            missing = missing.saturating_sub(taken);
            moved.push(Lot { unlock_era: to, worth: taken, ..*lot });
        }
        self.lots.extend(moved);
        self.lots.retain(|lot| lot.worth > 0);
    }

    fn slash(&mut self, era: Era, part: u32) {
        let now = CurrentEra::get();
        for lot in &mut self.lots {
            if lot.joined <= era && lot.slashed.is_none_or(|slashed| now >= slashed + WINDOW) {
                lot.worth = lot.worth / PLANCK * Balance::from(1_000_000 - part)
                    + lot.worth % PLANCK * Balance::from(1_000_000 - part) / PLANCK;
                lot.slashed = Some(now);
            }
        }
    }

    fn sum(&self, which: impl Fn(&Lot) -> bool) -> Balance {
        self.lots.iter().filter(|lot| which(lot)).map(|lot| lot.worth).sum::<Balance>() / PLANCK
    }
}

#[derive(Clone, Debug)]
enum Command {
    Join { who: usize, amount: Balance },
    Unbond { who: usize, thousandths: Balance },
    Rebond { who: usize, thousandths: Balance },
    Withdraw { who: usize },
    Slash { ago: Era, part: u32 },
    Touch { who: usize },
    Advance { eras: Era },
    Leave,
    Resume,
}

fn command() -> impl Strategy<Value = Command> {
    use Command::*;
    let who = || 0..STAKERS.len();
    let thousandths = || prop_oneof![3 => 1..1_000u128, 1 => Just(1_000)];
    prop_oneof![
        6 => (who(), 10_000..RICHES / 50).prop_map(|(who, amount)| Join { who, amount }),
        5 => (who(), thousandths()).prop_map(|(who, thousandths)| Unbond { who, thousandths }),
        3 => (who(), thousandths()).prop_map(|(who, thousandths)| Rebond { who, thousandths }),
        2 => who().prop_map(|who| Withdraw { who }),
        5 => (0..WINDOW, 1..300_000u32).prop_map(|(ago, part)| Slash { ago, part }),
        2 => who().prop_map(|who| Touch { who }),
        6 => (1..3u32).prop_map(|eras| Advance { eras }),
        1 => Just(Leave),
        2 => Just(Resume),
    ]
}

fn run(model: &mut Model, command: Command) {
    let now = CurrentEra::get();
    match command {
        Command::Join { who, amount } => {
            let who = STAKERS[who];
            let result = if who == OLGA {
                OperatorStaking::bond_extra(signed(OLGA), amount)
            } else {
                OperatorStaking::delegate(signed(who), OLGA, amount)
            };
            if result.is_ok() {
                model.join(who, amount);
            }
        }
        Command::Unbond { who, thousandths } => {
            let who = STAKERS[who];
            let all = stake(OLGA, who).amount;
            let amount = all * thousandths / 1_000;
            if OperatorStaking::unbond(signed(who), OLGA, amount).is_ok() {
                let whole = amount == all;
                let unlock_era = chunks(OLGA, who).last().map(|(_, era)| *era);
                model.move_lots(who, |lot| lot.unlock_era.is_none(), unlock_era, amount, whole);
            }
        }
        Command::Rebond { who, thousandths } => {
            let who = STAKERS[who];
            let all = unbonding(OLGA, who);
            let amount = all * thousandths / 1_000;
            // Which of several chunks that have finished comes back first is not part of the rules.
            let finished = model.lots.iter().filter(|lot| lot.staker == who);
            let finished = finished.filter_map(|lot| lot.unlock_era).filter(|era| *era <= now);
            if finished.collect::<std::collections::BTreeSet<_>>().len() > 1 {
                return;
            }
            // What has finished is one chunk, so its order is not that of the eras.
            model
                .lots
                .iter_mut()
                .filter(|lot| lot.unlock_era.is_some_and(|era| era <= now))
                .for_each(|lot| lot.unlock_era = Some(0));
            if OperatorStaking::rebond(signed(who), OLGA, amount).is_ok() {
                model.move_lots(who, |lot| lot.unlock_era.is_some(), None, amount, amount == all);
            }
        }
        Command::Withdraw { who } => {
            let who = STAKERS[who];
            let free_before = free(who);
            let due = model.sum(|lot| lot.staker == who && lot.unlock_era.is_some_and(|era| era <= now));
            if OperatorStaking::withdraw_unbonded(signed(who), OLGA).is_ok() {
                assert!((free(who) - free_before).abs_diff(due) <= ROUNDINGS, "another amount was withdrawn");
                model.lots.retain(|lot| lot.staker != who || lot.unlock_era.is_none_or(|era| era > now));
            }
        }
        Command::Slash { ago, part } => {
            let era = now.saturating_sub(ago);
            let offense = Offense { era, window: WINDOW, part: Permill::from_parts(part), reward: REWARD };
            let before = model.sum(|_| true);
            // An operator without any stake of its own has covered nothing that can be reported.
            if Stakes::<Test>::contains_key(OLGA, OLGA) {
                model.slash(era, part);
            }
            let slashed = <OperatorStaking as SlashOperator<_>>::slash(&OLGA, offense, &RITA).unwrap();
            assert!(slashed.amount.abs_diff(before - model.sum(|_| true)) <= ROUNDINGS, "another amount was slashed");
        }
        Command::Touch { who } => drop(OperatorStaking::apply_slash(signed(RITA), OLGA, STAKERS[who])),
        Command::Advance { eras } => advance(eras),
        Command::Leave => {
            if OperatorStaking::leave(signed(OLGA)).is_ok() {
                model.move_lots(OLGA, |lot| lot.unlock_era.is_none(), Some(now + UNBONDING), 0, true);
            }
        }
        Command::Resume => drop(OperatorStaking::resume(signed(OLGA))),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn every_staker_should_have_what_a_slash_of_each_lot_would_leave(
        commands in proptest::collection::vec(command(), 1..100),
    ) {
        new_test_ext().execute_with(|| {
            for who in STAKERS {
                assert_ok!(<Balances as Mutate<_>>::mint_into(&who, RICHES));
            }
            // Somebody who stays, so that the operator does too.
            assert_ok!(OperatorStaking::bond(signed(OLGA), 1_000_000, TEN));
            assert_ok!(OperatorStaking::delegate(signed(OTTO), OLGA, 10_000));
            let mut model = Model::default();
            model.join(OLGA, 1_000_000);
            model.join(OTTO, 10_000);
            for command in commands {
                run(&mut model, command.clone());
                for who in STAKERS {
                    let lots = |unbonding| model.sum(|lot| lot.staker == who && lot.unlock_era.is_some() == unbonding);
                    let has = (stake(OLGA, who).amount, unbonding(OLGA, who));
                    let close = |one: Balance, other: Balance| one.abs_diff(other) <= ROUNDINGS;
                    prop_assert!(
                        close(has.0, lots(false)) && close(has.1, lots(true)),
                        "{:?}: {} has {:?}, not {:?}", command, who, has, (lots(false), lots(true))
                    );
                }
                OperatorStaking::do_try_state().unwrap();
            }
            Ok(())
        })?;
    }
}

/// With one part for all slashes, so that what a stake is due depends on how often it was hit.
fn command_with_one_part() -> impl Strategy<Value = Command> {
    command().prop_map(|command| match command {
        Command::Slash { ago, .. } => Command::Slash { ago, part: TEN.deconstruct() },
        command => command,
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    /// Whoever is convicted, how often, for whichever eras, and whoever's stake is touched.
    #[test]
    fn no_stake_should_be_short_of_shares_by_more_than_one_part(
        commands in proptest::collection::vec(command_with_one_part(), 1..100),
    ) {
        new_test_ext().execute_with(|| {
            for who in STAKERS {
                assert_ok!(<Balances as Mutate<_>>::mint_into(&who, RICHES));
            }
            assert_ok!(OperatorStaking::bond(signed(OLGA), 1_000_000, TEN));
            assert_ok!(OperatorStaking::delegate(signed(OTTO), OLGA, 10_000));
            let mut model = Model::default();
            model.join(OLGA, 1_000_000);
            model.join(OTTO, 10_000);
            for command in commands {
                run(&mut model, command.clone());
                for who in STAKERS {
                    let (has, worth) = (shares(OLGA, who), stake(OLGA, who).amount);
                    let due = details(OLGA).rate.points(worth).unwrap();
                    let (least, most) = (due / 10 * 9, if who == OLGA { due } else { due / 9 * 10 });
                    prop_assert!(
                        has + ROUNDINGS >= least && has <= most + ROUNDINGS,
                        "{:?}: {} has {} shares and is due {}", command, who, has, due
                    );
                }
                OperatorStaking::do_try_state().unwrap();
            }
            Ok(())
        })?;
    }
}
