// SPDX-License-Identifier: Apache-2.0

//! Benchmarks of the calls.

#![allow(clippy::arithmetic_side_effects, clippy::expect_used, missing_docs)]

use super::*;
use frame::{benchmarking::prelude::*, traits::fungible};
use openledger_primitives::{
    traits::{EraClock, ModelInspect, OperatorInspect},
    Balance, Era, ModelId, Units, MILLI_OPEN, OPEN,
};

/// Enough for any bond, deposit and payment of these benchmarks.
const FUNDS: Balance = 10_000_000 * OPEN;

#[benchmarks(where T::Currency: fungible::Mutate<T::AccountId>)]
mod benchmarks {
    use super::*;

    fn funded<T: Config>(name: &'static str) -> T::AccountId
    where
        T::Currency: fungible::Mutate<T::AccountId>,
    {
        let who: T::AccountId = account(name, 0, 0);
        <T::Currency as fungible::Mutate<T::AccountId>>::mint_into(&who, FUNDS).expect("the account can be funded");
        who
    }

    fn active_operator<T: Config>() -> Result<T::AccountId, BenchmarkError>
    where
        T::Currency: fungible::Mutate<T::AccountId>,
    {
        let operator = funded::<T>("operator");
        T::Operators::create_operator(&operator)?;
        Ok(operator)
    }

    fn base_model<T: Config>() -> Result<ModelId, BenchmarkError>
    where
        T::Currency: fungible::Mutate<T::AccountId>,
    {
        Ok(T::Models::create_model(&funded::<T>("owner"), None)?)
    }

    fn longest_endpoint() -> Endpoint {
        BoundedVec::truncate_from(alloc::vec![b'x'; 256])
    }

    fn prices() -> Prices {
        Prices { per_call: MILLI_OPEN, per_thousand_input_tokens: MILLI_OPEN, per_thousand_output_tokens: MILLI_OPEN }
    }

    fn publish<T: Config>(operator: &T::AccountId, model: ModelId, valid_until: Era) -> DispatchResult {
        let origin = RawOrigin::Signed(operator.clone()).into();
        Pallet::<T>::publish_offer(origin, model, prices(), longest_endpoint(), valid_until, true)
    }

    fn assert_last_event<T: Config>(event: Event<T>) {
        let event: <T as frame_system::Config>::RuntimeEvent = event.into();
        frame_system::Pallet::<T>::assert_last_event(event);
    }

    // The first publication, which holds the deposit.
    #[benchmark]
    fn publish_offer() -> Result<(), BenchmarkError> {
        let operator = active_operator::<T>()?;
        let model = base_model::<T>()?;
        let (prices, valid_until) = (prices(), T::Eras::current_era());

        #[extrinsic_call]
        _(RawOrigin::Signed(operator.clone()), model, prices, longest_endpoint(), valid_until, true);

        let deposit = T::OfferDeposit::get();
        assert_eq!(Offers::<T>::get(&operator, model).map(|offer| offer.deposit), Some(deposit));
        assert_last_event::<T>(Event::OfferPublished {
            operator,
            model,
            prices,
            valid_until,
            covers_adapters: true,
            deposit,
        });
        Ok(())
    }

    #[benchmark]
    fn withdraw_offer() -> Result<(), BenchmarkError> {
        let operator = active_operator::<T>()?;
        let model = base_model::<T>()?;
        publish::<T>(&operator, model, T::Eras::current_era())?;

        #[extrinsic_call]
        _(RawOrigin::Signed(operator.clone()), model);

        assert_eq!(Offers::<T>::get(&operator, model), None);
        assert_last_event::<T>(Event::OfferWithdrawn { operator, model, deposit: T::OfferDeposit::get() });
        Ok(())
    }

    #[benchmark]
    fn remove_expired_offer() -> Result<(), BenchmarkError> {
        let operator = active_operator::<T>()?;
        let model = base_model::<T>()?;
        publish::<T>(&operator, model, T::Eras::current_era())?;
        T::Eras::advance_eras(1);
        let caller: T::AccountId = whitelisted_caller();

        #[extrinsic_call]
        _(RawOrigin::Signed(caller), operator.clone(), model);

        assert_eq!(Offers::<T>::get(&operator, model), None);
        assert_last_event::<T>(Event::ExpiredOfferRemoved { operator, model, deposit: T::OfferDeposit::get() });
        Ok(())
    }

    // An adapter whose own offer has expired, under the offer of its base: both offers are read. The stakes and shares
    // are from an earlier era, so that the ledger takes them in with this payment.
    #[benchmark]
    fn pay() -> Result<(), BenchmarkError> {
        let operator = active_operator::<T>()?;
        let base = base_model::<T>()?;
        let model = T::Models::create_model(&funded::<T>("builder"), Some(base))?;
        let era = T::Eras::current_era();
        publish::<T>(&operator, model, era)?;
        publish::<T>(&operator, base, era.saturating_add(1))?;
        T::Eras::advance_eras(1);
        let payer = funded::<T>("payer");
        let units = Units { calls: 1_000, input_tokens: 1_234_567, output_tokens: 765_432 };
        let amount = prices().price(&units).expect("the price is small");

        #[extrinsic_call]
        _(RawOrigin::Signed(payer.clone()), model, operator.clone(), units, amount);

        assert_eq!(<T::Currency as fungible::Inspect<T::AccountId>>::balance(&payer), FUNDS - amount);
        assert_last_event::<T>(Event::Paid { payer, operator, model, units, amount });
        Ok(())
    }

    impl_benchmark_test_suite!(Pallet, crate::mock::new_test_ext(), crate::mock::Test);
}
