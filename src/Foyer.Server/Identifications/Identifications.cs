using Foyer.Server.EmailLinks;
using Foyer.Server.Identifications.Backend;
using Foyer.Server.Identifications.Frontend;
using Foyer.Server.PhoneNumbers;
using Foyer.Server.PhoneNumbers.Frontend;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Foyer.Server.Identifications;

/// <summary>E-mail addresses and phone numbers of accounts: added, proven, made primary, removed. Everything the feature adds to the server.</summary>
internal static class IdentificationsFeature
{
    public static void Add(IServiceCollection services)
    {
        services.AddSingleton<IdentificationStore>();
        services.AddSingleton<SecondFactorPhones>();
        services.AddSingleton<BackendIdentifications>();
        services.AddSingleton<IEmailLinkOwner, LinkedIdentification>();
    }

    public static void MapFrontend(RouteGroupBuilder frontend)
    {
        Map(frontend, IdentifierKinds.EmailAddress);
        Map(frontend, IdentifierKinds.PhoneNumber);
        UpdatePhoneNumber.Map(frontend);
    }

    public static void MapBackend(RouteGroupBuilder backend)
    {
        EmailAddresses.Backend.BackendEmailAddresses.Map(backend);
        PhoneNumbers.Backend.BackendPhoneNumbers.Map(backend);
        PhoneNumbers.Backend.InstanceCommunicationSettings.Map(backend);
    }

    private static void Map<T>(RouteGroupBuilder frontend, IdentifierKind<T> kind) where T : class
    {
        ReadIdentifications.Map(frontend, kind);
        CreateIdentification.Map(frontend, kind);
        DeleteIdentification.Map(frontend, kind);
        ProveIdentification.Map(frontend, kind);
    }
}
