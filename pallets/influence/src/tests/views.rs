// SPDX-License-Identifier: Apache-2.0

use super::*;

#[test]
fn claimable_should_be_what_a_claim_credits_or_its_error() {
    build_and_execute(|| {
        ready();
        let grown = right();
        let claimable = |index| Influence::claimable(NET, 2, grown.leaf(index));
        assert_eq!(claimable(0), Err(Error::<Test>::RootNotFound.into()));
        assert_ok!(post(FIRST, 2, grown.root()));
        assert_eq!(claimable(0), Err(Error::<Test>::WindowRunning.into()));
        CurrentEra::set(7);
        assert_eq!([0, 1, 2].map(claimable), [Ok(450), Ok(360), Ok(90)]);
        assert_ok!(claim(2, grown.leaf(1)));
        assert_eq!(claimable(1), Err(Error::<Test>::AlreadyClaimed.into()));
        assert_eq!(claimable(0), Ok(450));
        assert_eq!(Influence::set_aside(NET, 2), 600);
    });
}
