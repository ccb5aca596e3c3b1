"""From a published figure back to the cells and sentences that it is made of."""
