// SPDX-License-Identifier: Apache-2.0

//! Deterministic randomness: the same seed gives the same year.

/// A generator of random numbers (SplitMix64).
pub struct Random(u64);

impl Random {
    /// Create the generator of `seed`.
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The next number, of any size.
    pub fn any(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below `end`, or 0 if there is none.
    pub fn below(&mut self, end: usize) -> usize {
        // 128 bits, so that no number is more likely than another by more than 2^-64.
        ((u128::from(self.any()) * end as u128) >> 64) as usize
    }

    /// A number from `least` to `most`, both included.
    pub fn between(&mut self, least: u64, most: u64) -> u64 {
        least + self.below((most - least) as usize + 1) as u64
    }

    /// A number from 0 to 1.
    pub fn part(&mut self) -> f64 {
        (self.any() >> 11) as f64 / (1u64 << 53) as f64
    }

    /// Whether an event with a probability of `percent` happens.
    pub fn in_percent(&mut self, percent: u64) -> bool {
        self.between(0, 99) < percent
    }

    /// Shuffle `list`.
    pub fn shuffle<T>(&mut self, list: &mut [T]) {
        for end in (1..list.len()).rev() {
            list.swap(end, self.below(end + 1));
        }
    }
}

/// Zipf's distribution: rank `r` has the weight `1 / r^exponent`.
pub struct Zipf(Vec<f64>);

impl Zipf {
    /// Create the distribution of `ranks` ranks.
    pub fn new(ranks: usize, exponent: f64) -> Self {
        let mut sum = 0.0;
        let cumulative = (1..=ranks).map(|rank| {
            sum += (rank as f64).powf(-exponent);
            sum
        });
        Self(cumulative.collect())
    }

    /// Pick a rank, from 0.
    pub fn pick(&self, random: &mut Random) -> usize {
        let at = random.part() * self.0.last().copied().unwrap_or_default();
        self.0.partition_point(|cumulative| *cumulative <= at).min(self.0.len().saturating_sub(1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_rank_should_come_as_often_as_it_weighs() {
        let (mut random, zipf) = (Random::new(1), Zipf::new(100, 1.0));
        let first = (0..10_000).filter(|_| zipf.pick(&mut random) == 0).count();
        // 1 / (1 + 1/2 + … + 1/100) is 19.3 %.
        assert!((1_800..2_100).contains(&first), "{first}");
    }

    #[test]
    fn a_shuffled_list_should_have_the_same_members() {
        let mut list: Vec<u32> = (0..100).collect();
        Random::new(2).shuffle(&mut list);
        assert_ne!(list, (0..100).collect::<Vec<_>>());
        list.sort_unstable();
        assert_eq!(list, (0..100).collect::<Vec<_>>());
    }
}
