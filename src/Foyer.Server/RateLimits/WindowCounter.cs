namespace Foyer.Server.RateLimits;

/// <summary>
/// Counts by key in windows that begin with a key's first count. Memory is bounded: each shard keeps two generations, and
/// when the young one is full it becomes the old one, whose keys are forgotten unless they are counted again.
/// </summary>
internal sealed class WindowCounter(int capacity)
{
    private const int Shards = 16;
    private readonly Shard[] _shards = [.. Enumerable.Range(0, Shards).Select(_ => new Shard(Math.Max(1, capacity / Shards / 2)))];

    /// <summary>How many keys are remembered.</summary>
    public int Count => _shards.Sum(shard => shard.Count);

    /// <summary>Counts one, unless the window is full.</summary>
    /// <returns>Zero when counted; else milliseconds until the window ends.</returns>
    public long Take(UInt128 key, int limit, long windowMs, long nowMs) => Of(key).Take(key, limit, windowMs, nowMs);

    /// <summary>Takes one count back.</summary>
    public void GiveBack(UInt128 key) => Of(key).GiveBack(key);

    private Shard Of(UInt128 key) => _shards[(int)(key % Shards)];

    [System.Runtime.InteropServices.StructLayout(System.Runtime.InteropServices.LayoutKind.Auto)]
    private readonly record struct Window(long Start, int Count);

    private sealed class Shard(int capacity)
    {
        private readonly Lock _gate = new();
        private Dictionary<UInt128, Window> _young = [];
        private Dictionary<UInt128, Window> _old = [];

        public int Count
        {
            get
            {
                lock (_gate)
                {
                    return _young.Count + _old.Count;
                }
            }
        }

        public long Take(UInt128 key, int limit, long windowMs, long nowMs)
        {
            lock (_gate)
            {
                Window window = Find(key);
                // A clock that was set back must not stretch a window.
                bool over = window.Count == 0 || nowMs - window.Start >= windowMs || nowMs < window.Start;
                if (over)
                {
                    window = new Window(nowMs, 0);
                }

                if (window.Count >= limit)
                {
                    return Math.Max(1, window.Start + windowMs - nowMs);
                }

                Keep(key, window with { Count = window.Count + 1 });
                return 0;
            }
        }

        public void GiveBack(UInt128 key)
        {
            lock (_gate)
            {
                Window window = Find(key);
                if (window.Count > 0)
                {
                    Keep(key, window with { Count = window.Count - 1 });
                }
            }
        }

        private Window Find(UInt128 key) => _young.TryGetValue(key, out Window window) || _old.TryGetValue(key, out window) ? window : default;

        private void Keep(UInt128 key, Window window)
        {
            _old.Remove(key);
            _young[key] = window;
            if (_young.Count >= capacity)
            {
                (_old, _young) = (_young, new Dictionary<UInt128, Window>());
            }
        }
    }
}
