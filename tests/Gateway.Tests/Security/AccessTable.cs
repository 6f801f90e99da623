namespace Nanofleet.Gateway.Tests.Security;

/// <summary>Every endpoint of the gateway and whom it is for: the one place where that is written down by hand.</summary>
internal static class AccessTable
{
    /// <summary>Endpoints whose work writes to the audit log itself, where it knows more than a filter does.</summary>
    public static readonly string[] WritesItself =
    [
        "POST /api/claims", "POST /api/provision", "POST /api/ca/change", "DELETE /api/ca/change", "POST /api/ca/change/finish",
        "POST /api/devices/{id}/credentials/rotate", "DELETE /api/devices/{id}/credentials",
        "POST /api/devices/{id}/certificate", "DELETE /api/devices/{id}/certificates/{serial}",
        "POST /add", "POST /devices/{id}/credentials/rotate", "POST /devices/{id}/credentials/revoke",
        "POST /ca/begin", "POST /ca/cancel", "POST /ca/finish",
    ];

    /// <summary>For <c>own</c>: such an endpoint asks for a code or token of its own, and has tests of its own.</summary>
    public const string Own = "own";

    private const string Table =
        """
        anyone    ANY    /mqtt
        anyone    GET    /healthz
        anyone    GET    /assets/{**path}
        anyone    GET    /ca.pem
        own       POST   /api/provision
        own       GET    /api/provision/status
        anyone    GET    /sign-in
        anyone    POST   /sign-in
        anyone    GET    /setup
        anyone    POST   /setup
        anyone    GET    /welcome
        anyone    POST   /welcome
        anyone    GET    /enter
        anyone    POST   /enter
        viewer    GET    /api/devices
        viewer    GET    /api/devices/{id}
        viewer    GET    /api/devices/{id}/readings
        viewer    GET    /api/devices/{id}/series
        viewer    GET    /api/devices/{id}/balance
        viewer    GET    /api/balance
        viewer    GET    /api/gaps
        viewer    GET    /api/events
        viewer    GET    /api/devices/{id}/commands
        viewer    GET    /api/devices/{id}/commands/{requestId}
        viewer    GET    /api/devices/{id}/config
        viewer    GET    /api/config
        viewer    GET    /api/config/groups/{group}
        viewer    GET    /api/quarantine
        viewer    GET    /api/quarantine/{id:long}
        viewer    GET    /api/ca
        viewer    GET    /api/devices/{id}/credentials
        viewer    GET    /api/devices/{id}/certificates
        operator  POST   /api/claims
        operator  POST   /api/devices/{id}/credentials/rotate
        operator  DELETE /api/devices/{id}/credentials
        operator  POST   /api/devices/{id}/certificate
        operator  DELETE /api/devices/{id}/certificates/{serial}
        operator  PUT    /api/devices/{id}/state
        operator  POST   /api/devices/{id}/commands
        operator  PUT    /api/devices/{id}/config
        operator  PUT    /api/config
        operator  PUT    /api/config/groups/{group}
        operator  POST   /api/quarantine/{id:long}/replay
        operator  POST   /api/quarantine/replay
        upload    POST   /api/devices/data/upload
        admin     GET    /api/keys
        admin     POST   /api/keys
        admin     DELETE /api/keys/{id:long}
        admin     GET    /api/people
        admin     POST   /api/people/{name}/link
        admin     POST   /api/setup/link
        admin     GET    /api/audit
        admin     POST   /api/ca/change
        admin     DELETE /api/ca/change
        admin     POST   /api/ca/change/finish
        viewer    GET    /
        viewer    GET    /gaps
        viewer    GET    /devices/{id}
        viewer    GET    /devices/{id}/chart
        viewer    GET    /live
        viewer    GET    /devices/{id}/live
        viewer    GET    /pending
        viewer    GET    /quarantine
        viewer    GET    /quarantine/{id:long}
        viewer    GET    /ca
        admin     POST   /ca/begin
        admin     POST   /ca/cancel
        admin     POST   /ca/finish
        viewer    GET    /me
        viewer    POST   /me/password
        viewer    POST   /me/sign-out-everywhere
        viewer    POST   /sign-out
        operator  POST   /devices/{id}/commands
        operator  POST   /devices/{id}/config
        operator  POST   /devices/{id}/state
        operator  GET    /add
        operator  POST   /add
        operator  POST   /devices/{id}/credentials/rotate
        operator  POST   /devices/{id}/credentials/revoke
        operator  POST   /pending/approve
        operator  POST   /quarantine/{id:long}/replay
        operator  POST   /quarantine/replay
        admin     GET    /people
        admin     POST   /people
        admin     POST   /people/{id:long}/role
        admin     POST   /people/{id:long}/link
        admin     POST   /people/{id:long}/remove
        admin     GET    /keys
        admin     POST   /keys
        admin     POST   /keys/{id:long}/revoke
        admin     GET    /audit
        """;

    /// <summary>By method and pattern, what an endpoint asks for.</summary>
    public static Dictionary<string, string> Read() => Table.Split('\n')
        .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        .ToDictionary(words => $"{words[1]} {words[2]}", words => words[0]);
}
