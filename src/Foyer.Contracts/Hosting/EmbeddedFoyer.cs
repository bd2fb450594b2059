namespace Foyer.Contracts;

/// <summary>
/// How a Foyer server living in the same process announces itself to the app's SDK. The server registers one; the SDK,
/// when it finds one, needs no keys and no network. Neither knows the other (DESIGN §3).
/// </summary>
public interface IEmbeddedFoyer
{
    /// <summary>The publishable key of the instance the app belongs to.</summary>
    string PublishableKey { get; }

    /// <summary>The instance's secret key.</summary>
    string SecretKey { get; }

    /// <summary>Carries requests to both APIs of the server without leaving the process. The host of the URI does not matter.</summary>
    HttpMessageHandler Transport { get; }
}
