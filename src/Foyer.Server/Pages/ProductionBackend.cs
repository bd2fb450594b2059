using Foyer.Components;
using Foyer.Contracts;
using Foyer.Frontend;

namespace Foyer.Server.Pages;

/// <summary>A visitor of a production instance: the client cookie is the credential, and the Frontend API sets whatever must be set.</summary>
internal sealed class ProductionBackend : IFlowBackend
{
    private readonly PageVisit _visit;

    private ProductionBackend(PageVisit visit, FrontendClient frontend, ClientResource? client) => (_visit, Frontend, Client) = (visit, frontend, client);

    public FrontendClient Frontend { get; }

    public UiAddress Address => _visit.Address;

    public ClientResource? Client { get; }

    public static async Task<IFlowBackend?> Open(PageVisit visit, FrontendClient frontend)
    {
        FrontendResult<ClientResource> client = await frontend.GetClient(visit.Http.RequestAborted);

        // A cookie of a client that is gone is no outage: the next step makes a new client.
        return client.IsSuccess || client.Status == 401 ? new ProductionBackend(visit, frontend, client.Response) : null;
    }

    public Uri? SafeRedirect(string? url) => _visit.SafeRedirect(url);

    public Uri SignedIn(ClientResource client, Uri target) => target;

    public void SignedOut()
    {
        // The Frontend API's own answer to the sign-out has told the browser.
    }
}
