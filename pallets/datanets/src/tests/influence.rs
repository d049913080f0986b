// SPDX-License-Identifier: Apache-2.0

//! What influence reads of contributions.

use crate::mock::{Datanets, *};
use openledger_primitives::{
    influence::{Contributed, ContributionInspect, Standing},
    ContributionId,
};

fn standing(id: ContributionId) -> Option<Standing> {
    <Datanets as ContributionInspect<AccountId>>::contribution(id).map(|one| one.standing)
}

#[test]
fn contribution_should_tell_the_standing_at_every_stage() {
    build_and_execute(|| {
        let id = datanet();
        assert_eq!(standing(ContributionId(0)), None);
        assert_eq!(<Datanets as ContributionInspect<AccountId>>::next_contribution(), ContributionId(0));
        let pending = contribute(id, ALICE, raw(1, 10));
        assert_eq!(standing(pending), Some(Standing::NotAccepted));
        CurrentEra::set(2);
        decide(pending, 80);
        assert_eq!(standing(pending), Some(Standing::Accepted(2)));
        CurrentEra::set(5);
        Datanets::erase(signed(ALICE), pending).unwrap();
        assert_eq!(standing(pending), Some(Standing::Erased { accepted: 2, erased: 5 }));
        Datanets::prune(signed(ALICE), pending).unwrap();
        assert_eq!(standing(pending), None);
        assert_eq!(<Datanets as ContributionInspect<AccountId>>::next_contribution(), ContributionId(1));
        let rejected = contribute(id, ALICE, raw(2, 10));
        decide(rejected, 10);
        assert_eq!(standing(rejected), Some(Standing::NotAccepted));
    });
}

#[test]
fn contribution_should_tell_who_shares_in_a_refinement() {
    build_and_execute(|| {
        let id = datanet();
        let source = accepted(id, ALICE, raw(1, 10), 80);
        let refinement = accepted(id, BOB, refined(2, 10, &[source]), 100);
        let found = <Datanets as ContributionInspect<AccountId>>::contribution(refinement);
        let expected = Contributed {
            datanet: id,
            contributor: BOB,
            standing: Standing::Accepted(CurrentEra::get()),
            own: 700,
            sources: vec![ALICE],
            each: 300,
            curators: 0,
        };
        assert_eq!(found, Some(expected));
    });
}
