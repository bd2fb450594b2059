using Foyer.Contracts;
using Foyer.Server.Instances;

namespace Foyer.Server;

/// <summary>Announces a server that lives inside an app to the app's SDK: keys and a way in without the network.</summary>
internal sealed class EmbeddedFoyer(InstanceRegistry registry, InstanceStore store, InProcessTransport transport) : IEmbeddedFoyer
{
    private readonly Lazy<string> _secretKey = new(() => store.RevealSecretKey(Instance(registry).Id, CancellationToken.None).GetAwaiter().GetResult());

    public string PublishableKey => Instance(registry).PublishableKey.Value;

    public string SecretKey => _secretKey.Value;

    public HttpMessageHandler Transport => transport;

    /// <summary>An embedded server serves its app: the first instance is the app's.</summary>
    private static Instance Instance(InstanceRegistry registry) =>
        registry.All.Count > 0 ? registry.All[0] : throw new InvalidOperationException("The Foyer server has not started yet: its keys exist once the application runs.");
}
