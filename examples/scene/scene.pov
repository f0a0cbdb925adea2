// A basket of fruit on a garden table. Declare=Lighting=1 or 2 chooses the light (lighting.inc); Declare=Mask=1 makes
// everything black but the basket, which is white: the share of each pixel that it covers.
#version 3.7;
global_settings { assumed_gamma 1.0 }
#include "functions.inc"
#ifndef (Mask) #declare Mask = 0; #end
#ifndef (Fine) #declare Fine = 0; #end

#include "camera.inc"
#include "mesh.inc"
#include "materials.inc"
#include "fruit.inc"
#include "basket.inc"
#include "table.inc"

#declare Stand = transform { rotate y * 14 translate <0.45, 0, 0> }

#if (Mask)
  // Without light all that is left is the outline against a white sky.
  global_settings { max_trace_level 1 ambient_light 0 }
  background { rgb 1 }
  // The table hides what sinks into it.
  object { Basket clipped_by { plane { -y, 0 } } transform { Stand } }
#else
  #include "lighting.inc"
  global_settings {
    max_trace_level 4
    radiosity {
      // Every sample is taken before the final pass: taken during it they leave the edges of its blocks visible.
      pretrace_start 64 / image_width
      pretrace_end (4 + 4 * Fine) / image_width
      always_sample off
      count 90 + 60 * Fine
      nearest_count 10
      error_bound 0.7
      low_error_factor 0.7
      recursion_limit 2
      gray_threshold 0
      brightness 1
      normal off
    }
  }
  TheSun(4 + 2 * Fine)
  object { Setting }
  object { Basket transform { Stand } }
  // The garden, exactly as large as the frame; it casts no shadow.
  #declare Far = 60;
  #declare Wide = 2 * Far * tan(radians(FieldOfView / 2));
  box {
    <0, 0, 0>, <1, 1, 0.0001>
    pigment { image_map { png "garden.png" gamma 1.0 interpolate 2 } }
    finish { emission GardenTint diffuse 0 }
    translate <-0.5, -0.5, 0>
    scale <Wide, Wide / Aspect, 1> * 1.01
    ThePlace(Far)
    no_shadow
  }
#end
