// SPDX-License-Identifier: Apache-2.0

use crate::mock::*;
use frame::testing_prelude::*;
use openledger_primitives::runtime_api::{ParameterChange, ParameterInfo, ParameterUnit};

#[test]
fn all_parameters_should_be_shown_with_their_last_and_next_change() {
    build_and_execute(|| {
        let ratio = |info: fn(ParameterInfo) -> ParameterInfo| {
            let unchanged = ParameterInfo {
                name: "Ratio".into(),
                unit: ParameterUnit::Number,
                now: 10,
                next: None,
                before: 10,
                changed_in: 0,
                default: 10,
                least: 1,
                most: 100,
                notice: NOTICE,
            };
            info(unchanged)
        };
        let shown = Parameters::parameters();
        assert_eq!(shown.iter().map(|info| info.name.as_str()).collect::<Vec<_>>(), ["Bond", "Ratio", "Deposit"]);
        assert_eq!(shown[1], ratio(|unchanged| unchanged));
        assert_eq!((shown[0].unit, shown[0].most, shown[2].notice), (ParameterUnit::Planck, 1_000_000, 1));

        assert_ok!(set(Ratio, 20));
        let next = Some(ParameterChange { value: 20, from_era: NOTICE });
        assert_eq!(Parameters::parameters()[1].next, next);
        assert_eq!(Parameters::parameters()[1].now, 10);

        // In force, it is shown as such although nothing was written.
        CurrentEra::set(NOTICE);
        let changed = ratio(|info| ParameterInfo { now: 20, changed_in: NOTICE, ..info });
        assert_eq!(Parameters::parameters()[1], changed);
    });
}
