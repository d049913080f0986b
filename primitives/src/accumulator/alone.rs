// SPDX-License-Identifier: Apache-2.0

//! Amounts of one position alone. `per_share` does not change, so no other position does.

use super::{Error, Pool, Position, MAX_REVENUE};
use crate::Balance;

impl Pool {
    /// Credit `amount` of new revenue to `position` alone. It need not have shares.
    pub fn credit_alone(&mut self, position: &mut Position, amount: Balance) -> Result<(), Error> {
        let received = self.received.checked_add(amount).ok_or(Error::Overflow)?;
        if received >= MAX_REVENUE {
            return Err(Error::RevenueTooLarge);
        }
        self.received = received;
        self.held = self.held.checked_add(amount).ok_or(Error::Overflow)?;
        position.owed = position.owed.checked_add(amount).ok_or(Error::Overflow)?;
        Ok(())
    }

    /// Take `amount` of what is owed to `position` out of the pool. Fails if less is owed. The caller passes the amount
    /// on.
    pub fn take_part(&mut self, position: &mut Position, amount: Balance) -> Result<(), Error> {
        position.owed = position.owed.checked_sub(amount).ok_or(Error::Overflow)?;
        self.held = self.held.checked_sub(amount).ok_or(Error::Overflow)?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::accumulator::{Moment, Position};

    /// The identity of a pool with these positions.
    fn is_exact(pool: &Pool, positions: &[&Position]) -> bool {
        let none = [None, None];
        let credits = positions.iter().map(|position| pool.credit_of(position, &none).unwrap());
        pool.is_exact(credits.fold(sp_core::U256::zero(), |sum, credit| sum.saturating_add(credit))) == Ok(true)
    }

    #[test]
    fn credit_alone_should_leave_other_positions_as_they_are() {
        let (mut pool, mut holder, mut named) = (Pool::default(), Position::default(), Position::default());
        pool.add(&mut holder, 3, Moment::settled_in(0), &mut [None, None]).unwrap();
        pool.deposit(10, 1, Moment::settled_in(1)).unwrap();
        let before = pool.per_share;
        pool.credit_alone(&mut named, 7).unwrap();
        assert_eq!((pool.per_share, pool.held, pool.received, named.owed), (before, 17, 17, 7));
        pool.accrue(&mut holder, Moment::settled_in(1), &mut [None, None]).unwrap();
        assert!(is_exact(&pool, &[&holder, &named]));
        // A part leaves, and the rest is taken as always.
        pool.take_part(&mut named, 3).unwrap();
        assert!(is_exact(&pool, &[&holder, &named]));
        assert_eq!((pool.take_owed(&mut named), pool.held), (Ok(4), 10));
        assert!(is_exact(&pool, &[&holder, &named]));
    }

    #[test]
    fn bounds_should_hold() {
        let (mut pool, mut position) = (Pool::default(), Position::default());
        assert_eq!(pool.credit_alone(&mut position, MAX_REVENUE), Err(Error::RevenueTooLarge));
        let (mut pool, mut position) = (Pool::default(), Position::default());
        pool.credit_alone(&mut position, 5).unwrap();
        assert_eq!(pool.take_part(&mut position, 6), Err(Error::Overflow));
    }
}
