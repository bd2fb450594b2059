using Foyer.Contracts;
using Foyer.Frontend;
using Microsoft.AspNetCore.Http;

namespace Foyer.Components;

/// <summary>Makes the backend of a request. The one thing a host of these screens has to write.</summary>
public interface IFlowBackends
{
    /// <summary>Where the browser sees this server.</summary>
    /// <param name="context">The request for a screen.</param>
    UiAddress Address(HttpContext context);

    /// <summary>Finds out who is asking and loads their client.</summary>
    /// <param name="context">The request for a screen.</param>
    /// <returns>The backend; null when the Frontend API does not answer.</returns>
    Task<IFlowBackend?> Open(HttpContext context);
}

/// <summary>What a screen needs of its host for one request: the Frontend API in the person's name, and the person's browser.</summary>
public interface IFlowBackend
{
    /// <summary>The Frontend API, carrying this browser's credential.</summary>
    FrontendClient Frontend { get; }

    /// <summary>Where the browser sees this server.</summary>
    UiAddress Address { get; }

    /// <summary>The browser's client as it was when the request came; null when it has none yet.</summary>
    ClientResource? Client { get; }

    /// <summary>Where an untrusted address may lead: the absolute address, or null when it must not be followed.</summary>
    /// <param name="url">From a query; absolute, or relative to the page.</param>
    Uri? SafeRedirect(string? url);

    /// <summary>Tells the browser that somebody is signed in, and how to say so where it goes next.</summary>
    /// <param name="client">The client after sign-in.</param>
    /// <param name="target">Where the person goes.</param>
    /// <returns>The address to send the browser to.</returns>
    Uri SignedIn(ClientResource client, Uri target);

    /// <summary>Tells the browser that nobody is signed in any more.</summary>
    void SignedOut();
}
