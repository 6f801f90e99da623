using System.Text.Json;

namespace Nanofleet.Gateway.Api;

/// <summary>Answer of <c>GET</c> and <c>PUT /api/config</c> and <c>/api/config/groups/{group}</c>. Secrets are masked.</summary>
public sealed record ConfigLayerView(string? Group, JsonElement? Settings);
