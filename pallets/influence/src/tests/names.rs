// SPDX-License-Identifier: Apache-2.0

//! The names of payments.

use super::*;

/// A datanet, the path to it, and contributions with weights.
pub(super) type Group<'a> = (DatanetId, &'a [u32], &'a [(u64, u32)]);

pub(super) fn names(groups: &[Group<'_>]) -> Names {
    let groups = groups.iter().map(|(datanet, via, named)| {
        let name = |(id, weight): &(u64, u32)| Name { contribution: ContributionId(*id), weight: *weight };
        let via: Vec<_> = via.iter().copied().map(ModelId).collect();
        NamedDatanet {
            datanet: *datanet,
            via: via.try_into().unwrap(),
            contributions: named.iter().map(name).collect::<Vec<_>>().try_into().unwrap(),
        }
    });
    groups.collect::<Vec<_>>().try_into().unwrap()
}

fn resolve(groups: &[Group<'_>]) -> Result<Vec<Directed<AccountId>>, DispatchError> {
    <Influence as ResolveNames<AccountId>>::resolve(&names(groups))
}

#[test]
fn resolve_should_find_who_shares_in_the_named_contributions() {
    build_and_execute(|| {
        ready();
        let refined = contributed(NET, CHARLIE, &[ALICE, BOB]);
        let other = contributed(OTHER, BOB, &[]);
        let found = resolve(&[(NET, &[7, 3], &[(refined.0, 5), (0, 1)]), (OTHER, &[], &[(other.0, 9)])]);
        let of = |weight, payees: &[(AccountId, u128)], shares| NamedShares { weight, payees: payees.to_vec(), shares };
        let expected = vec![
            Directed {
                datanet: NET,
                via: vec![ModelId(7), ModelId(3)],
                part: policy().directed,
                contributions: vec![of(5, &[(CHARLIE, 60), (ALICE, 3), (BOB, 3)], 76), of(1, &[(ALICE, 60)], 70)],
            },
            // Without a policy, nothing is directed.
            Directed {
                datanet: OTHER,
                via: vec![],
                part: Permill::zero(),
                contributions: vec![of(9, &[(BOB, 60)], 70)],
            },
        ];
        assert_eq!(found, Ok(expected));
    });
}

#[test]
fn resolve_should_take_the_policy_in_force() {
    build_and_execute(|| {
        ready();
        assert_ok!(Influence::set_policy(signed(OWNER), NET, Policy { directed: Permill::one(), ..policy() }));
        let part = || resolve(&[(NET, &[], &[(0, 1)])]).unwrap()[0].part;
        assert_eq!(part(), policy().directed);
        CurrentEra::set(5);
        assert_eq!(part(), Permill::one());
    });
}

#[test]
fn resolve_should_fail_when_the_names_are_wrong() {
    build_and_execute(|| {
        ready();
        let other = contributed(OTHER, BOB, &[]).0;
        assert_eq!(resolve(&[]), Err(Error::<Test>::NoNames.into()));
        assert_eq!(resolve(&[(NET, &[], &[])]), Err(Error::<Test>::NoNames.into()));
        assert_eq!(resolve(&[(NET, &[], &[(0, 0)])]), Err(Error::<Test>::ZeroWeight.into()));
        let twice = resolve(&[(NET, &[], &[(0, 1), (0, 1)])]);
        assert_eq!(twice, Err(Error::<Test>::DuplicateName.into()));
        let twice = resolve(&[(NET, &[], &[(0, 1)]), (NET, &[3], &[(0, 1)])]);
        assert_eq!(twice, Err(Error::<Test>::DuplicateName.into()));
        for id in [99, other] {
            assert_eq!(resolve(&[(NET, &[], &[(id, 1)])]), Err(Error::<Test>::NotNameable.into()));
        }
        for standing in [Standing::NotAccepted, Standing::Erased { accepted: 0, erased: 3 }] {
            set_standing(0, standing);
            assert_eq!(resolve(&[(NET, &[], &[(0, 1)])]), Err(Error::<Test>::NotNameable.into()));
        }
        Known::mutate(|known| {
            let record = known.get_mut(&ContributionId(1)).unwrap();
            (record.own, record.curators) = (0, 0);
        });
        assert_eq!(resolve(&[(NET, &[], &[(1, 1)])]), Err(Error::<Test>::NotNameable.into()));
    });
}

#[test]
fn resolve_should_take_at_most_64_names_in_total() {
    build_and_execute(|| {
        let ids: Vec<_> = (0..=MAX_NAMES).map(|_| (contributed(NET, ALICE, &[]).0, 1)).collect();
        let (half, rest) = ids.split_at(32);
        assert!(resolve(&[(NET, &[], half), (NET, &[3], &rest[..32])]).is_ok());
        let too_many: [Group<'_>; 2] = [(NET, &[], half), (NET, &[3], rest)];
        assert_eq!(resolve(&too_many), Err(Error::<Test>::TooManyNames.into()));
        let weight = |groups: &[Group<'_>]| <Influence as ResolveNames<AccountId>>::resolve_weight(&names(groups));
        assert_eq!(weight(&[(NET, &[], half)]), <() as WeightInfo>::resolve(32));
        assert_eq!(weight(&too_many), <() as WeightInfo>::resolve(64));
    });
}
