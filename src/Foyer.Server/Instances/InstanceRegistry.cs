using System.Collections.Frozen;
using Foyer.Contracts;

namespace Foyer.Server.Instances;

/// <summary>All instances in memory, found by host, by secret key or by publishable key. Reloaded whole when a row changes.</summary>
internal sealed class InstanceRegistry(InstanceStore store, KeyEncryptionKey kek)
{
    private volatile Picture _picture = new([], FrozenDictionary<string, Instance>.Empty, FrozenDictionary<string, Instance>.Empty);

    public IReadOnlyList<Instance> All => _picture.All;

    /// <summary>The development instance, when there is just one.</summary>
    public Instance? OnlyDevelopment => _picture.OnlyDevelopment;

    public async Task Reload(CancellationToken ct)
    {
        IReadOnlyList<(Instance Instance, IReadOnlyList<string> SecretKeyDigests)> loaded = await store.Load(ct);
        _picture = new Picture(
            [.. loaded.Select(entry => entry.Instance)],
            loaded.SelectMany(entry => entry.Instance.Hosts.Select(host => (host, entry.Instance))).DistinctBy(pair => pair.host)
                .ToFrozenDictionary(pair => pair.host, pair => pair.Instance, StringComparer.OrdinalIgnoreCase),
            loaded.SelectMany(entry => entry.SecretKeyDigests.Select(digest => (digest, entry.Instance))).ToFrozenDictionary(pair => pair.digest, pair => pair.Instance, StringComparer.Ordinal));
    }

    public Instance? ByHost(string host) => _picture.ByHost.GetValueOrDefault(host);

    /// <summary>Finds by a keyed digest, so the time it takes says nothing about the keys that exist.</summary>
    public Instance? BySecretKey(string secretKey) => _picture.BySecretKey.GetValueOrDefault(kek.Digest(InstanceStore.SecretKeyPurpose, secretKey));

    public Instance? ByPublishableKey(string? publishableKey) =>
        PublishableKey.TryParse(publishableKey, out PublishableKey? key) ? All.FirstOrDefault(instance => instance.PublishableKey == key) : null;

    private sealed record Picture(IReadOnlyList<Instance> All, FrozenDictionary<string, Instance> ByHost, FrozenDictionary<string, Instance> BySecretKey)
    {
        public Instance? OnlyDevelopment { get; } = All.Count(instance => instance.IsDevelopment) == 1 ? All.First(instance => instance.IsDevelopment) : null;
    }
}
