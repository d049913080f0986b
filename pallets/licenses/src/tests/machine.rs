// SPDX-License-Identifier: Apache-2.0

//! Random sequences of calls, sales and price changes, checked against a model of licenses, lists and deposits.

use super::*;
use proptest::prelude::*;
use std::collections::BTreeMap;

const PEOPLE: [AccountId; 3] = [ALICE, BOB, CHARLIE];
const DATANETS: [DatanetId; 3] = [FIRST, SECOND, NOWHERE];

#[derive(Clone, Debug)]
enum Command {
    Set { who: usize, datanet: usize, license: License },
    Add { who: usize, datanet: usize, relation: DatanetRelation, listed: usize, max: Balance },
    Remove { who: usize, datanet: usize, relation: DatanetRelation, listed: usize },
    Sell { datanet: usize, to: usize },
    Price(Balance),
}

fn uses() -> impl Strategy<Value = Use> {
    (prop::sample::select(vec![Open, AllowList, Closed]), prop_oneof![Just(0u32), 0..=1_000_000u32])
        .prop_map(|(access, data)| terms(access, data))
}

fn relations() -> impl Strategy<Value = DatanetRelation> {
    prop::sample::select(vec![TrainedOn, RetrievesFrom])
}

fn commands() -> impl Strategy<Value = Command> {
    let (person, datanet) = (|| 0..PEOPLE.len(), || prop_oneof![9 => 0..2usize, 1 => Just(2usize)]);
    prop_oneof![
        3 => (person(), datanet(), uses(), uses(), prop::option::of(0..6u8)).prop_map(
            |(who, datanet, train, retrieve, template)| Command::Set {
                who,
                datanet,
                license: License { template, ..license(train, retrieve) },
            }
        ),
        5 => (person(), datanet(), relations(), person(), prop_oneof![9 => Just(Balance::MAX), 1 => 0..30u128])
            .prop_map(|(who, datanet, relation, listed, max)| Command::Add { who, datanet, relation, listed, max }),
        4 => (person(), datanet(), relations(), person())
            .prop_map(|(who, datanet, relation, listed)| Command::Remove { who, datanet, relation, listed }),
        1 => (0..2usize, person()).prop_map(|(datanet, to)| Command::Sell { datanet, to }),
        1 => (0..30u128).prop_map(Command::Price),
    ]
}

/// The state as a reader of the README expects it.
#[derive(Default)]
struct Model {
    licenses: BTreeMap<DatanetId, License>,
    entries: BTreeMap<(DatanetId, DatanetRelation, AccountId), (AccountId, Balance)>,
}

impl Model {
    /// Run the command on the chain and expect the same of it as of the model. Whether it was accepted.
    fn run(&mut self, command: Command) -> bool {
        let owns = |who: AccountId, datanet: DatanetId| Owners::get(datanet) == Some(who);
        match command {
            Command::Set { who, datanet, license } => {
                let (who, datanet) = (PEOPLE[who], DATANETS[datanet]);
                let fits = license.template.is_none_or(|id| Template::find(id).is_some_and(|it| it.fits(&license)));
                let accepted = owns(who, datanet) && fits;
                assert_eq!(Licensing::set_license(signed(who), datanet, license).is_ok(), accepted);
                if accepted {
                    self.licenses.insert(datanet, license);
                }
                accepted
            }
            Command::Add { who, datanet, relation, listed, max } => {
                let (who, datanet, listed, price) =
                    (PEOPLE[who], DATANETS[datanet], PEOPLE[listed], AllowedPrice::get());
                let own = self.entries.get(&(datanet, relation, listed)).is_some_and(|(by, _)| *by == who);
                let accepted = owns(who, datanet) && !own && price <= max;
                let result = Licensing::add_allowed(signed(who), datanet, relation, listed, max);
                assert_eq!(result.is_ok(), accepted);
                if accepted {
                    self.entries.insert((datanet, relation, listed), (who, price));
                }
                accepted
            }
            Command::Remove { who, datanet, relation, listed } => {
                let (who, datanet, listed) = (PEOPLE[who], DATANETS[datanet], PEOPLE[listed]);
                let entry = self.entries.get(&(datanet, relation, listed));
                let accepted = entry.is_some_and(|(by, _)| *by == who || owns(who, datanet));
                let result = Licensing::remove_allowed(signed(who), datanet, relation, listed);
                assert_eq!(result.is_ok(), accepted);
                if accepted {
                    self.entries.remove(&(datanet, relation, listed));
                }
                accepted
            }
            Command::Sell { datanet, to } => {
                Owners::insert(DATANETS[datanet], PEOPLE[to]);
                true
            }
            Command::Price(price) => {
                AllowedPrice::set(price);
                true
            }
        }
    }

    /// The chain has the model's state, and holds exactly its deposits.
    fn check(&self) {
        for who in PEOPLE {
            let deposits: Balance = self.entries.values().filter(|(by, _)| *by == who).map(|(_, amount)| amount).sum();
            assert_eq!((held(who), Balances::free_balance(who)), (deposits, START_BALANCE - deposits));
        }
        for datanet in [FIRST, SECOND] {
            let license = self.licenses.get(&datanet).copied().unwrap_or_default();
            assert_eq!(Licensing::license(datanet), Some(license));
            for relation in [TrainedOn, RetrievesFrom] {
                for who in PEOPLE {
                    let listed = self.entries.contains_key(&(datanet, relation, who));
                    assert_eq!(Licensing::is_allowed(datanet, relation, who), listed);
                    let owner = Owners::get(datanet) == Some(who);
                    let admitted = match license.of(relation).access {
                        Open => true,
                        AllowList => listed || owner,
                        Closed => owner,
                    };
                    let part = Licensing::least_part(datanet, relation, who);
                    assert_eq!(part, admitted.then_some(license.of(relation).data));
                }
            }
        }
        Licensing::do_try_state().unwrap();
    }
}

/// Run a command as a block would: a failing one is rolled back.
fn dispatch(model: &mut Model, command: Command) -> bool {
    frame::deps::frame_support::storage::with_storage_layer(|| {
        if model.run(command) {
            Ok(())
        } else {
            Err(DispatchError::Other("rolled back"))
        }
    })
    .is_ok()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn random_calls_should_do_as_the_model(commands in prop::collection::vec(commands(), 1..60)) {
        build_and_execute(|| {
            let mut model = Model::default();
            for command in commands {
                dispatch(&mut model, command);
                model.check();
            }
        });
    }
}

/// If every command were refused, the property above would say nothing.
#[test]
fn random_calls_should_be_accepted_often_enough() {
    use proptest::{strategy::ValueTree, test_runner::TestRunner};
    let mut runner = TestRunner::deterministic();
    build_and_execute(|| {
        let mut model = Model::default();
        let accepted =
            (0..500).filter(|_| dispatch(&mut model, commands().new_tree(&mut runner).unwrap().current())).count();
        assert!(accepted > 80, "only {accepted} of 500 commands were accepted");
        assert!(!model.entries.is_empty());
    });
}
