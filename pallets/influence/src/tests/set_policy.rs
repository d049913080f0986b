// SPDX-License-Identifier: Apache-2.0

use super::*;

#[test]
fn set_policy_should_act_after_the_notice() {
    build_and_execute(|| {
        assert_eq!(Influence::policy(NET), Policy::default());
        CurrentEra::set(5);
        assert_ok!(Influence::set_policy(signed(OWNER), NET, policy()));
        let set = Event::PolicySet { datanet: NET, old: Policy::default(), policy: policy(), from: 7 };
        assert_eq!(events(), [set]);
        assert_eq!(Parts::get(NET), Some((Permill::from_percent(40), 7)));
        CurrentEra::set(6);
        assert_eq!(Influence::policy(NET), Policy::default());
        // Another announcement takes the place of the first.
        let next = Policy { committed: Permill::zero(), ..policy() };
        assert_ok!(Influence::set_policy(signed(OWNER), NET, next));
        CurrentEra::set(7);
        assert_eq!(Influence::policy(NET), Policy::default());
        CurrentEra::set(8);
        assert_eq!(Influence::policy(NET), next);
        // What is in force stays so until the next notice is over.
        assert_ok!(Influence::set_policy(signed(OWNER), NET, policy()));
        CurrentEra::set(9);
        assert_eq!(Influence::policy(NET), next);
    });
}

#[test]
fn set_policy_should_accept_the_bounds() {
    build_and_execute(|| {
        let most = Policy {
            directed: Permill::one(),
            committed: MaxCommitted::get(),
            attributor: MaxAttributorPart::get(),
            most: Permill::one(),
            bond: 100,
        };
        assert_ok!(Influence::set_policy(signed(OWNER), NET, most));
        // Without a part that is set aside, there is no attributor to bond.
        let directed = Policy { directed: Permill::one(), ..Policy::default() };
        assert_ok!(Influence::set_policy(signed(OWNER), NET, directed));
    });
}

#[test]
fn set_policy_should_fail_when_a_number_is_out_of_range() {
    build_and_execute(|| {
        let more = |part: Permill| part + Permill::from_parts(1);
        let invalid = [
            Policy { committed: more(MaxCommitted::get()), ..policy() },
            Policy { attributor: more(MaxAttributorPart::get()), ..policy() },
            Policy { bond: 99, ..policy() },
        ];
        for policy in invalid {
            assert_noop!(Influence::set_policy(signed(OWNER), NET, policy), Error::<Test>::InvalidPolicy);
        }
    });
}

#[test]
fn set_policy_should_fail_for_anybody_but_the_owner() {
    build_and_execute(|| {
        assert_noop!(Influence::set_policy(signed(ANYBODY), NET, policy()), Error::<Test>::NotOwner);
        assert_noop!(Influence::set_policy(signed(OWNER), NOWHERE, policy()), Error::<Test>::DatanetNotFound);
        assert_noop!(Influence::set_policy(RuntimeOrigin::root(), NET, policy()), DispatchError::BadOrigin);
    });
}
