using System;
using Nanofleet.Device.Core;

namespace Nanofleet.Device.App.Board
{
    /// <summary>Jitter. Seeded by the board itself, so that boards which start together do not wait together.</summary>
    public sealed class ChipRandom : IRandom
    {
        private readonly Random _random = new Random(Guid.NewGuid().GetHashCode());

        public int Next(int bound) => _random.Next(bound);
    }
}
