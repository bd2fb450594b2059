using Foyer.Contracts;
using Foyer.Server.Instances;
using Foyer.Server.Surfaces;

namespace Foyer.Server.Clients;

/// <summary>The sign-in under way on a client, as the client's resource shows it. The flow implements it; clients do not know flows.</summary>
internal interface ICurrentSignIn
{
    Task<SignInResource?> Find(FrontendCall call, ClientRow client, CancellationToken ct);
}

/// <inheritdoc cref="ICurrentSignIn" />
internal interface ICurrentSignUp
{
    Task<SignUpResource?> Find(Instance instance, ClientRow client, CancellationToken ct);
}
