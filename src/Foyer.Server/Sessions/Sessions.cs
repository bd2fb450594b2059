using Foyer.Server.Sessions.Backend;
using Foyer.Server.Sessions.Frontend;
using Foyer.Server.Users;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Foyer.Server.Sessions;

/// <summary>Sessions. Everything the feature adds to the server.</summary>
internal static class SessionsFeature
{
    public static void Add(IServiceCollection services)
    {
        services.AddSingleton<SessionStore>();
        services.AddSingleton<ISessionRevoker>(provider => provider.GetRequiredService<SessionStore>());
        services.AddSingleton<SessionActivityWriter>();
        services.AddSingleton<RefreshTokens>();
        services.AddSingleton<CurrentSession>();
        services.AddSingleton<Reverification>();
        services.AddSingleton<ReverificationStore>();
    }

    public static void MapFrontend(RouteGroupBuilder frontend)
    {
        GetSession.Map(frontend);
        TouchSession.Map(frontend);
        EndSession.Map(frontend);
        CreateToken.Map(frontend);
        VerifySession.Map(frontend);
        ListMySessions.Map(frontend);
        ListActiveSessions.Map(frontend);
        RevokeMySession.Map(frontend);
    }

    public static void MapBackend(RouteGroupBuilder backend)
    {
        ListSessions.Map(backend);
        GetBackendSession.Map(backend);
        CreateSession.Map(backend);
        RevokeSession.Map(backend);
        CreateSessionToken.Map(backend);
        RefreshSession.Map(backend);
    }
}
